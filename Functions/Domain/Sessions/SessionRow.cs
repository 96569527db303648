using System.Collections.Immutable;
using Azure.Data.Tables;
using Serverless.Domain.Users;

namespace Serverless.Domain.Sessions;

/// <summary>A session's row: everything that a call with its credential needs, so that one point read authenticates, and what its user sees of it.</summary>
public sealed record SessionRow
{
    internal const string KeyPrefix = "session;";

    /// <summary>The record id, in the row key and the credential.</summary>
    public required long Id { get; init; }

    /// <summary>See <see cref="Security.Credential.Hash()"/>.</summary>
    public required byte[]? Hash { get; init; }

    /// <summary>The session's public id, unique among its user's: the second in which it began, or a later one if that was taken.</summary>
    public required long IssuedAt { get; init; }

    /// <summary>When the session ends by itself.</summary>
    public required DateTimeOffset Expires { get; init; }

    /// <summary>What its user calls it, or the program that opened it; perhaps empty.</summary>
    public required string Name { get; init; }

    /// <summary>What was said of the user's permissions; rewritten in the transaction that changes them.</summary>
    public required ImmutableSortedDictionary<string, bool> Permissions { get; init; }

    /// <summary>
    /// Whether the user was disabled while the session lived: then it opens nothing any more, and only tells its holder so. Written in the
    /// transaction that disables him; the one that enables him again deletes the row.
    /// </summary>
    public bool IsBanned { get; init; }

    /// <summary>When the session was last used, to the day, where that decides something: see <see cref="UnusedAccounts"/>. Null for a session older than this column.</summary>
    public DateTimeOffset? Used { get; init; }

    /// <summary>Gets the pseudonym of the user, see <see cref="User.Pseudonym"/>. A row without one makes its calls nobody's in the log.</summary>
    public required long Pseudonym { get; init; }

    /// <summary>Whose session it is; null for a session older than this column whose user has not changed since.</summary>
    public SessionOwner? Owner { get; init; }

    internal static string Key(long id) => $"{KeyPrefix}{id}";

    /// <summary>Returns the record id in a row key; null if the row is none of a session.</summary>
    internal static long? IdOf(string rowKey) => rowKey.StartsWith(KeyPrefix, StringComparison.Ordinal) ? long.Parse(rowKey.AsSpan(KeyPrefix.Length), null) : null;

    internal TableEntity ToRow(long userId, DateTimeOffset created)
    {
        var row = new TableEntity(Storage.Key.Encode(userId), Key(Id))
        {
            [nameof(Hash)] = Hash,
            ["Created"] = created,
            [nameof(Used)] = Used ?? created,
            [nameof(IssuedAt)] = IssuedAt,
            [nameof(Expires)] = Expires,
            [nameof(Name)] = Name,
            [nameof(Permissions)] = UserRow.FormatPermissions(Permissions),
            [nameof(Pseudonym)] = Pseudonym,
        };
        if (IsBanned)
        {
            row[nameof(IsBanned)] = true;
        }

        if (Owner is not null)
        {
            row[nameof(Owner)] = Owner.Format();
        }

        return row;
    }

    internal static SessionRow From(TableEntity row) => new()
    {
        Id = IdOf(row.RowKey) ?? 0,
        Hash = row.GetBinary(nameof(Hash)),
        // Rows of sessions older than these two columns have neither.
        IssuedAt = row.GetInt64(nameof(IssuedAt)) ?? row.GetDateTimeOffset("Created")?.ToUnixTimeSeconds() ?? 0,
        Name = row.GetString(nameof(Name)) ?? "",
        Expires = row.GetDateTimeOffset(nameof(Expires)) ?? default,
        Permissions = UserRow.ParsePermissions(row.GetString(nameof(Permissions))),
        IsBanned = row.GetBoolean(nameof(IsBanned)) ?? false,
        Used = row.GetDateTimeOffset(nameof(Used)),
        Pseudonym = row.GetInt64(nameof(Pseudonym)) ?? Users.Pseudonym.Nobody,
        Owner = SessionOwner.Parse(row.GetString(nameof(Owner))),
    };
}
