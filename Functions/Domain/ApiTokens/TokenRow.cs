using System.Collections.Immutable;
using Azure.Data.Tables;
using Serverless.Domain.Permissions;
using Serverless.Domain.Users;
using Serverless.Security;

namespace Serverless.Domain.ApiTokens;

/// <summary>Represents an API token row. One point read of it is enough to authenticate a call. It also contains what its owner sees of the token.</summary>
public sealed record TokenRow
{
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

    /// <summary>Gets the pseudonym of the owner, see <see cref="User.Pseudonym"/>. Without it, the call log cannot link calls to the user.</summary>
    public long Pseudonym { get; init; }

    /// <summary>Returns the effective permissions of a call with this token: those granted to the token that its owner has now.</summary>
    public IReadOnlySet<string> Effective(long userId) =>
        Permission.Effective(userId, UserPermissions).Where(name => Permissions.GetValueOrDefault(name)).ToHashSet(StringComparer.Ordinal);

    internal const string KeyPrefix = "token;";

    internal static string Key(long id) => $"{KeyPrefix}{id}";

    /// <summary>Returns the record id in a row key; null if the row is not an API token.</summary>
    internal static long? IdOf(string rowKey) => rowKey.StartsWith(KeyPrefix, StringComparison.Ordinal) ? long.Parse(rowKey.AsSpan(KeyPrefix.Length), null) : null;

    internal TableEntity ToRow(long userId) => new(Storage.Key.Encode(userId), Key(Id))
    {
        [nameof(Name)] = Name,
        [nameof(Enabled)] = Enabled,
        [nameof(Created)] = Created,
        [nameof(Permissions)] = UserRow.FormatPermissions(Permissions),
        [nameof(Hash)] = Hash,
        [nameof(UserPermissions)] = UserRow.FormatPermissions(UserPermissions),
        [nameof(UserEnabled)] = UserEnabled,
        [nameof(Pseudonym)] = Pseudonym,
    };

    internal static TokenRow From(TableEntity row) => new()
    {
        Id = IdOf(row.RowKey) ?? 0,
        Name = row.GetString(nameof(Name)) ?? "",
        Enabled = row.GetBoolean(nameof(Enabled)) ?? false,
        Created = row.GetDateTimeOffset(nameof(Created)) ?? default,
        Permissions = UserRow.ParsePermissions(row.GetString(nameof(Permissions))),
        Hash = row.GetBinary(nameof(Hash)),
        UserPermissions = UserRow.ParsePermissions(row.GetString(nameof(UserPermissions))),
        UserEnabled = row.GetBoolean(nameof(UserEnabled)) ?? false,
        Pseudonym = row.GetInt64(nameof(Pseudonym)) ?? Users.Pseudonym.Nobody,
    };
}
