using System.Globalization;
using Azure.Data.Tables;

namespace Serverless.Storage.Rows;

/// <summary>Represents the row of a sign-in ticket: a sign-in whose password was right, and whose second factor is missing.</summary>
public sealed record TicketRow
{
    internal const string KeyPrefix = "ticket;";

    /// <summary>Gets the record id, which is part of the row key and of the ticket.</summary>
    public required long Id { get; init; }

    /// <summary>Gets the hash of the ticket, see <see cref="Security.Credential.Hash()"/>.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>Gets the time when the ticket expires.</summary>
    public required DateTimeOffset Expires { get; init; }

    /// <summary>Gets the number of wrong second factors.</summary>
    public int Failures { get; init; }

    /// <summary>Gets the mark of the password that was right. A new password ends the ticket.</summary>
    public required string PasswordMark { get; init; }

    /// <summary>Gets the user name or email address as typed, in normalised form. Failures count for it.</summary>
    public required string Login { get; init; }

    /// <summary>Gets the version that a change is based on.</summary>
    public RowVersion Version { get; init; }

    internal static string RowKey(long id) => KeyPrefix + id.ToString(CultureInfo.InvariantCulture);

    internal TableEntity ToEntity(long userId)
    {
        var entity = Version.Entity(Key.Encode(userId), RowKey(Id));
        entity.Set(nameof(Hash), Hash);
        entity.Set(nameof(Expires), Expires);
        entity.Set(nameof(Failures), Failures);
        entity.Set(nameof(PasswordMark), PasswordMark);
        entity.Set(nameof(Login), Login);
        return entity;
    }

    internal static TicketRow From(TableEntity entity) => new()
    {
        Id = long.Parse(entity.RowKey.AsSpan(KeyPrefix.Length), CultureInfo.InvariantCulture),
        Hash = entity.GetBinary(nameof(Hash)) ?? [],
        Expires = entity.GetDateTimeOffset(nameof(Expires)) ?? default,
        Failures = entity.GetInt32(nameof(Failures)) ?? 0,
        PasswordMark = entity.GetString(nameof(PasswordMark)) ?? "",
        Login = entity.GetString(nameof(Login)) ?? "",
        Version = new(entity),
    };
}
