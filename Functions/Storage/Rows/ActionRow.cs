using Azure.Data.Tables;
using Serverless.Security;

namespace Serverless.Storage.Rows;

/// <summary>Represents the row of an action token: the secret in an email, and the delivery progress of the email.</summary>
public sealed record ActionRow
{
    /// <summary>Gets the id of the user that the token belongs to.</summary>
    public required long UserId { get; init; }

    /// <summary>Gets the record id, which is the id of the email request.</summary>
    public required long Id { get; init; }

    /// <summary>Gets the hash of the secret, see <see cref="Credential.Hash"/>; null if the email was certainly not sent.</summary>
    public byte[]? Hash { get; init; }

    /// <summary>Gets the email address that the email is sent to. The token is not valid for any other.</summary>
    public required string Address { get; init; }

    /// <summary>Gets the time when the secret stops working.</summary>
    public DateTimeOffset Expires { get; init; }

    /// <summary>Gets the packed secrets of earlier deliveries; null if there are none.</summary>
    public byte[]? Earlier { get; init; }

    /// <summary>Gets the time until which one delivery has an exclusive claim on the email.</summary>
    public DateTimeOffset ClaimedUntil { get; init; }

    /// <summary>Gets whether the transport accepted the email.</summary>
    public bool Sent { get; init; }

    /// <summary>Gets the version that a change is based on.</summary>
    public RowVersion Version { get; init; }

    internal static string Key(long id) => $"action;{id}";

    internal TableEntity ToEntity()
    {
        var entity = Version.Entity(Storage.Key.Encode(UserId), Key(Id));
        entity.Set(nameof(Hash), Hash);
        entity[nameof(Address)] = Address;
        entity[nameof(Expires)] = Expires;
        entity[nameof(Earlier)] = Earlier;
        entity[nameof(ClaimedUntil)] = ClaimedUntil;
        entity[nameof(Sent)] = Sent;
        return entity;
    }

    internal static ActionRow From(TableEntity entity) => new()
    {
        UserId = long.Parse(entity.PartitionKey, null),
        Id = long.Parse(entity.RowKey.AsSpan(entity.RowKey.IndexOf(';', StringComparison.Ordinal) + 1), null),
        Hash = entity.GetBinary(nameof(Hash)),
        Address = entity.GetString(nameof(Address)),
        Expires = entity.GetDateTimeOffset(nameof(Expires)) ?? default,
        Earlier = entity.GetBinary(nameof(Earlier)),
        ClaimedUntil = entity.GetDateTimeOffset(nameof(ClaimedUntil)) ?? default,
        Sent = entity.GetBoolean(nameof(Sent)) ?? false,
        Version = new(entity),
    };
}
