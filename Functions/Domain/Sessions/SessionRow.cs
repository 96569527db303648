using System.Collections.Immutable;
using Azure.Data.Tables;
using Serverless.Domain.Users;

namespace Serverless.Domain.Sessions;

/// <summary>Represents a session row. One point read of it is enough to authenticate a call. It also contains what its user sees of the session.</summary>
public sealed record SessionRow
{
    internal const string KeyPrefix = "session;";

    /// <summary>Gets the record id, which is part of the row key and the credential.</summary>
    public required long Id { get; init; }

    /// <summary>Gets the hash of the credential, see <see cref="Security.Credential.Hash()"/>.</summary>
    public required byte[]? Hash { get; init; }

    /// <summary>Gets the public id, unique for each user: the Unix time in seconds when the session began, or a later one if that is taken.</summary>
    public required long IssuedAt { get; init; }

    /// <summary>Gets the time when the session expires.</summary>
    public required DateTimeOffset Expires { get; init; }

    /// <summary>Gets the name that the user or the program chose for the session. It can be empty.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the permission overrides of the user. The transaction that changes them also rewrites this column.</summary>
    public required ImmutableSortedDictionary<string, bool> Permissions { get; init; }

    /// <summary>
    /// Gets whether the user was disabled during the session. Such a session grants no access; it only explains the reason. The transaction that disables the
    /// user writes this column. The transaction that enables the user deletes the row.
    /// </summary>
    public bool IsBanned { get; init; }

    /// <summary>
    /// Gets the time of last use, with a precision of one day. It is recorded only where it matters, see <see cref="UnusedAccounts"/>. Null for a session
    /// that predates this column.
    /// </summary>
    public DateTimeOffset? Used { get; init; }

    /// <summary>Gets the pseudonym of the user, see <see cref="User.Pseudonym"/>. Without it, the call log cannot link calls to the user.</summary>
    public required long Pseudonym { get; init; }

    /// <summary>Gets the data of the user. Null for a session that predates this column, if its user has not changed since.</summary>
    public SessionOwner? Owner { get; init; }

    /// <summary>
    /// Gets the time when the user last proved who they are in this session: by the sign-in, or by a later proof. It decides whether the session is fresh,
    /// see <see cref="FreshSessions"/>. For a session that predates this column, it is the time of the sign-in.
    /// </summary>
    public DateTimeOffset? Proved { get; init; }

    internal static string Key(long id) => $"{KeyPrefix}{id}";

    /// <summary>Returns the record id in a row key; null if the row is not a session.</summary>
    internal static long? IdOf(string rowKey) => rowKey.StartsWith(KeyPrefix, StringComparison.Ordinal) ? long.Parse(rowKey.AsSpan(KeyPrefix.Length), null) : null;

    internal TableEntity ToRow(long userId, DateTimeOffset created)
    {
        var row = new TableEntity(Storage.Key.Encode(userId), Key(Id))
        {
            [nameof(Hash)] = Hash,
            ["Created"] = created,
            [nameof(Used)] = Used ?? created,
            [nameof(Proved)] = Proved ?? created,
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
        // Sessions that predate IssuedAt and Name have neither.
        IssuedAt = row.GetInt64(nameof(IssuedAt)) ?? row.GetDateTimeOffset("Created")?.ToUnixTimeSeconds() ?? 0,
        Name = row.GetString(nameof(Name)) ?? "",
        Expires = row.GetDateTimeOffset(nameof(Expires)) ?? default,
        Permissions = UserRow.ParsePermissions(row.GetString(nameof(Permissions))),
        IsBanned = row.GetBoolean(nameof(IsBanned)) ?? false,
        Used = row.GetDateTimeOffset(nameof(Used)),
        Proved = row.GetDateTimeOffset(nameof(Proved)) ?? row.GetDateTimeOffset("Created"),
        Pseudonym = row.GetInt64(nameof(Pseudonym)) ?? Users.Pseudonym.Nobody,
        Owner = SessionOwner.Parse(row.GetString(nameof(Owner))),
    };
}
