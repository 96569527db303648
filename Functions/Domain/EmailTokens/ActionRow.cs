using System.Buffers.Binary;
using System.Security.Cryptography;
using Azure.Data.Tables;
using Serverless.Security;

namespace Serverless.Domain.EmailTokens;

/// <summary>Represents the row of an action token: the secret in an email, and the delivery progress of the email.</summary>
/// <remarks>
/// An email whose delivery was interrupted is sent again with a new secret, because only the hash of the first secret is stored. The first email may
/// have arrived nevertheless. Therefore the row keeps the secrets of deliveries with an unknown outcome, each until its own expiry. Any of them works, once.
/// </remarks>
public sealed class ActionRow
{
    /// <summary>The maximum number of earlier deliveries with an unknown outcome that the row keeps.</summary>
    private const int MostEarlier = 4;

    private const int EarlierSize = SHA256.HashSizeInBytes + sizeof(long);
    private const byte EarlierVersion = 2;

    private readonly TableEntity _row;

    internal ActionRow(TableEntity row) => _row = row;

    /// <summary>Initialises a new row.</summary>
    /// <param name="credential">The secret of the next delivery.</param>
    /// <param name="address">The email address to send to, see <see cref="Address"/>.</param>
    /// <param name="expires">The time when the secret stops working.</param>
    /// <param name="claimedUntil">The end of the delivery's exclusive claim, see <see cref="ClaimedUntil"/>.</param>
    /// <param name="before">The row of the previous delivery of this email, or null. Its secrets continue to work.</param>
    internal ActionRow(Credential credential, string address, DateTimeOffset expires, DateTimeOffset claimedUntil, ActionRow? before = null)
        : this(new TableEntity(Storage.Key.Encode(credential.UserId), Key(credential.RecordId)))
    {
        _row[nameof(Hash)] = credential.Hash();
        _row[nameof(Address)] = address;
        _row[nameof(Expires)] = expires;
        _row[nameof(Earlier)] = before?.Outlived() is { Length: > 0 } earlier ? (byte[])[EarlierVersion, .. earlier] : null;
        ClaimedUntil = claimedUntil;
        Sent = false;
    }

    /// <summary>Gets the email address that the email is sent to. The token is not valid for any other.</summary>
    public string Address => _row.GetString(nameof(Address));

    /// <summary>Gets or sets the time until which one delivery has an exclusive claim on the email.</summary>
    public DateTimeOffset ClaimedUntil
    {
        get => _row.GetDateTimeOffset(nameof(ClaimedUntil)) ?? default;
        set => _row[nameof(ClaimedUntil)] = value;
    }

    /// <summary>Gets or sets whether the transport accepted the email.</summary>
    public bool Sent
    {
        get => _row.GetBoolean(nameof(Sent)) ?? false;
        set => _row[nameof(Sent)] = value;
    }

    /// <summary>Gets the hash of the secret, see <see cref="Credential.Hash"/>; null after <see cref="Forget"/>.</summary>
    private byte[]? Hash => _row.GetBinary(nameof(Hash));

    private DateTimeOffset Expires => _row.GetDateTimeOffset(nameof(Expires)) ?? default;

    /// <summary>
    /// Gets the hashes of earlier deliveries, the most recent first. Each is followed by its expiry in UTC ticks, big-endian. In the column they follow the
    /// byte <see cref="EarlierVersion"/>, which revision c2ef8d8 did not write. A column with another version counts as empty.
    /// </summary>
    private byte[] Earlier => _row.GetBinary(nameof(Earlier)) switch
    {
        null => [],
        var bytes when bytes.Length % EarlierSize == 0 => bytes,
        [EarlierVersion, .. var bytes] when bytes.Length % EarlierSize == 0 => bytes,
        _ => [],
    };

    /// <summary>Returns the time when a presented secret stops working; null if the secret does not belong to this row.</summary>
    public DateTimeOffset? ExpiryOf(Credential credential)
    {
        if (credential.Matches(Hash))
        {
            return Expires;
        }

        foreach (var earlier in Earlier.Chunk(EarlierSize))
        {
            if (credential.Matches(earlier[..SHA256.HashSizeInBytes]))
            {
                return new DateTimeOffset(BinaryPrimitives.ReadInt64BigEndian(earlier.AsSpan(SHA256.HashSizeInBytes)), TimeSpan.Zero);
            }
        }

        return null;
    }

    /// <summary>Removes a secret whose email was certainly not sent.</summary>
    public void Forget(Credential credential)
    {
        if (credential.Matches(Hash))
        {
            _row.Remove(nameof(Hash));
        }
    }

    /// <summary>Gets the row in its stored form.</summary>
    internal TableEntity Row => _row;

    internal static string Key(long id) => $"action;{id}";

    /// <summary>Returns the hashes and expiries that a new delivery keeps of this delivery and earlier ones.</summary>
    private byte[] Outlived()
    {
        if (Hash is not { } hash)
        {
            return Earlier;
        }

        var expires = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(expires, Expires.UtcTicks);
        return [.. hash, .. expires, .. Earlier.Take((MostEarlier - 1) * EarlierSize)];
    }
}
