using System.Collections.Immutable;
using Azure.Data.Tables;
using Serverless.Security;

namespace Serverless.Storage.Rows;

/// <summary>Represents an API token row. One point read of it is enough to authenticate a call. It also contains what its owner sees of the token.</summary>
public sealed record TokenRow
{
    internal const string KeyPrefix = "token;";

    /// <summary>Gets the record id, which is part of the row key and the credential.</summary>
    public required long Id { get; init; }

    /// <summary>Gets the name that the owner chose. It need not be unique.</summary>
    public required string Name { get; init; }

    /// <summary>Gets whether the token is enabled.</summary>
    public required bool Enabled { get; init; }

    /// <summary>Gets the time when the token was created.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>Gets the token's permissions. Omitted permissions are not granted.</summary>
    public required ImmutableSortedDictionary<string, bool> Permissions { get; init; }

    /// <summary>Gets the hash of the credential, see <see cref="Credential.Hash"/>.</summary>
    public required byte[]? Hash { get; init; }

    /// <summary>Gets the permission overrides of the owner. The transaction that changes them also rewrites this column.</summary>
    public required ImmutableSortedDictionary<string, bool> UserPermissions { get; init; }

    /// <summary>Gets whether the owner is enabled. The transaction that enables or disables the owner also rewrites this column.</summary>
    public required bool UserEnabled { get; init; }

    /// <summary>Gets the pseudonym of the owner; 0 for none. Without it, the call log cannot link calls to the user.</summary>
    public long Pseudonym { get; init; }

    /// <summary>Gets the time when the token expires. Null if it never does.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>Gets the last four characters of the credential, by which its owner recognises it. Null for a token that predates this column.</summary>
    public string? Hint { get; init; }

    /// <summary>Gets the credentials that a rotation replaced and that still work. Null for none.</summary>
    public string? Replaced { get; init; }

    /// <summary>Gets the hour of last use. It is the only column that is written without the user row. Null for a token that was not used.</summary>
    public DateTimeOffset? Used { get; init; }

    /// <summary>Gets the version that was read.</summary>
    public RowVersion Version { get; init; }

    internal static string Key(long id) => $"{KeyPrefix}{id}";

    /// <summary>Returns the record id in a row key; null if the row is not an API token.</summary>
    internal static long? IdOf(string rowKey) => rowKey.StartsWith(KeyPrefix, StringComparison.Ordinal) ? long.Parse(rowKey.AsSpan(KeyPrefix.Length), null) : null;

    internal TableEntity ToEntity(long userId)
    {
        var entity = new TableEntity(Storage.Key.Encode(userId), Key(Id))
        {
            [nameof(Name)] = Name,
            [nameof(Enabled)] = Enabled,
            [nameof(Created)] = Created,
            [nameof(Permissions)] = PermissionColumn.Format(Permissions),
            [nameof(Hash)] = Hash,
            [nameof(UserPermissions)] = PermissionColumn.Format(UserPermissions),
            [nameof(UserEnabled)] = UserEnabled,
            [nameof(Pseudonym)] = Pseudonym,
        };
        entity.Set(nameof(Expires), Expires);
        entity.Set(nameof(Hint), Hint);
        entity.Set(nameof(Replaced), Replaced);
        entity.Set(nameof(Used), Used);
        return entity;
    }

    /// <summary>Returns the columns that only a transaction with the user row writes, for a merge. A merge removes no column, so an empty one is empty text.</summary>
    internal TableEntity ToMerge(long userId)
    {
        var entity = ToEntity(userId);
        entity.Remove(nameof(Used));
        entity[nameof(Replaced)] = Replaced ?? "";
        return entity;
    }

    internal static TokenRow From(TableEntity entity) => new()
    {
        Id = IdOf(entity.RowKey) ?? 0,
        Name = entity.GetString(nameof(Name)) ?? "",
        Enabled = entity.GetBoolean(nameof(Enabled)) ?? false,
        Created = entity.GetDateTimeOffset(nameof(Created)) ?? default,
        Permissions = PermissionColumn.Parse(entity.GetString(nameof(Permissions))),
        Hash = entity.GetBinary(nameof(Hash)),
        UserPermissions = PermissionColumn.Parse(entity.GetString(nameof(UserPermissions))),
        UserEnabled = entity.GetBoolean(nameof(UserEnabled)) ?? false,
        Pseudonym = entity.GetInt64(nameof(Pseudonym)) ?? 0,
        Expires = entity.GetDateTimeOffset(nameof(Expires)),
        Hint = entity.GetString(nameof(Hint)),
        Replaced = entity.GetString(nameof(Replaced)) is { Length: > 0 } replaced ? replaced : null,
        Used = entity.GetDateTimeOffset(nameof(Used)),
        Version = new(entity.ETag),
    };
}
