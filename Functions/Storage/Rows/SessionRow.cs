using System.Collections.Immutable;
using Azure.Data.Tables;

namespace Serverless.Storage.Rows;

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
    /// Gets the hour of last use, or the time of the sign-in. It is the only column that is written without the user row. Null for a session that predates
    /// this column.
    /// </summary>
    public DateTimeOffset? Used { get; init; }

    /// <summary>Gets the program that opened the session. Null if it is not known.</summary>
    public string? Device { get; init; }

    /// <summary>Gets the IP address from which the session was opened. Null if it is not known.</summary>
    public string? Ip { get; init; }

    /// <summary>Gets the family in which the session was opened: <c>rpc</c>, <c>session</c> or <c>account</c>. Null if it is not known.</summary>
    public string? Family { get; init; }

    /// <summary>Gets the pseudonym of the user; 0 for none. Without it, the call log cannot link calls to the user.</summary>
    public required long Pseudonym { get; init; }

    /// <summary>Gets the data of the user as JSON. Null for a session that predates this column, if its user has not changed since.</summary>
    public string? Owner { get; init; }

    /// <summary>
    /// Gets the time when the user last proved their identity in this session: by the sign-in, or by a later proof. It decides whether the session is fresh.
    /// For a session that predates this column, it is the time of the sign-in.
    /// </summary>
    public DateTimeOffset? Proved { get; init; }

    /// <summary>Gets the version that was read.</summary>
    public RowVersion Version { get; init; }

    internal static string Key(long id) => $"{KeyPrefix}{id}";

    /// <summary>Returns the record id in a row key; null if the row is not a session.</summary>
    internal static long? IdOf(string rowKey) => rowKey.StartsWith(KeyPrefix, StringComparison.Ordinal) ? long.Parse(rowKey.AsSpan(KeyPrefix.Length), null) : null;

    /// <summary>Returns the entity.</summary>
    /// <param name="userId">The id of the user that the session belongs to.</param>
    /// <param name="created">The time when the session began. It is also the time of last use, if there is none.</param>
    internal TableEntity ToEntity(long userId, DateTimeOffset created)
    {
        var entity = new TableEntity(Storage.Key.Encode(userId), Key(Id))
        {
            [nameof(Hash)] = Hash,
            ["Created"] = created,
            [nameof(Used)] = Used ?? created,
            [nameof(Proved)] = Proved ?? created,
            [nameof(IssuedAt)] = IssuedAt,
            [nameof(Expires)] = Expires,
            [nameof(Name)] = Name,
            [nameof(Permissions)] = PermissionColumn.Format(Permissions),
            [nameof(Pseudonym)] = Pseudonym,
        };
        entity.Set(nameof(IsBanned), IsBanned ? true : null);
        entity.Set(nameof(Owner), Owner);
        entity.Set(nameof(Device), Device);
        entity.Set(nameof(Ip), Ip);
        entity.Set(nameof(Family), Family);
        return entity;
    }

    internal static SessionRow From(TableEntity entity) => new()
    {
        Id = IdOf(entity.RowKey) ?? 0,
        Hash = entity.GetBinary(nameof(Hash)),
        // Sessions that predate IssuedAt and Name have neither.
        IssuedAt = entity.GetInt64(nameof(IssuedAt)) ?? entity.GetDateTimeOffset("Created")?.ToUnixTimeSeconds() ?? 0,
        Name = entity.GetString(nameof(Name)) ?? "",
        Expires = entity.GetDateTimeOffset(nameof(Expires)) ?? default,
        Permissions = PermissionColumn.Parse(entity.GetString(nameof(Permissions))),
        IsBanned = entity.GetBoolean(nameof(IsBanned)) ?? false,
        Used = entity.GetDateTimeOffset(nameof(Used)),
        Proved = entity.GetDateTimeOffset(nameof(Proved)) ?? entity.GetDateTimeOffset("Created"),
        Pseudonym = entity.GetInt64(nameof(Pseudonym)) ?? 0,
        Owner = entity.GetString(nameof(Owner)),
        Device = entity.GetString(nameof(Device)),
        Ip = entity.GetString(nameof(Ip)),
        Family = entity.GetString(nameof(Family)),
        Version = new(entity.ETag),
    };
}
