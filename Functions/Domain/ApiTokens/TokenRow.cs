using System.Collections.Immutable;
using Azure.Data.Tables;
using Serverless.Domain.Permissions;
using Serverless.Domain.Users;
using Serverless.Security;

namespace Serverless.Domain.ApiTokens;

/// <summary>An API token's row: what its owner sees of it, and everything that a call with it needs, so that one point read authenticates.</summary>
public sealed record TokenRow
{
    /// <summary>The record id, in the row key and the credential.</summary>
    public required long Id { get; init; }

    /// <summary>What its owner calls it; need not be unique.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it works.</summary>
    public required bool Enabled { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>What was said of the token's permissions; left out means not held.</summary>
    public required ImmutableSortedDictionary<string, bool> Permissions { get; init; }

    /// <summary>See <see cref="Credential.Hash"/>.</summary>
    public required byte[]? Hash { get; init; }

    /// <summary>What was said of the owner's permissions; rewritten in the transaction that changes them.</summary>
    public required ImmutableSortedDictionary<string, bool> UserPermissions { get; init; }

    /// <summary>Whether the owner is enabled; rewritten likewise.</summary>
    public required bool UserEnabled { get; init; }

    /// <summary>Gets the pseudonym of the owner, see <see cref="User.Pseudonym"/>. A row without one makes its calls nobody's in the log.</summary>
    public long Pseudonym { get; init; }

    /// <summary>What a call with this token holds: what the token was given of that which its owner holds now.</summary>
    public IReadOnlySet<string> Effective(long userId) =>
        Permission.Effective(userId, UserPermissions).Where(name => Permissions.GetValueOrDefault(name)).ToHashSet(StringComparer.Ordinal);

    internal const string KeyPrefix = "token;";

    internal static string Key(long id) => $"{KeyPrefix}{id}";

    /// <summary>Returns the record id in a row key; null if the row is none of an API token.</summary>
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
