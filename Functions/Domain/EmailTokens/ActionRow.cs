using System.Buffers.Binary;
using System.Security.Cryptography;
using Azure.Data.Tables;
using Serverless.Security;

namespace Serverless.Domain.EmailTokens;

/// <summary>The row of an action token: a mail's secret, and how far the mail got.</summary>
/// <remarks>
/// A letter whose delivery broke off is sent again with a new secret, because the first one is known to nobody here; but it may have arrived.
/// So the row keeps the secrets of deliveries with an unknown outcome, each as long as its letter says, and any of them works, once.
/// </remarks>
public sealed class ActionRow
{
    /// <summary>Deliveries with an unknown outcome that are remembered beside the last one.</summary>
    private const int MostEarlier = 4;

    private const int EarlierSize = SHA256.HashSizeInBytes + sizeof(long);
    private const byte EarlierVersion = 2;

    private readonly TableEntity _row;

    internal ActionRow(TableEntity row) => _row = row;

    /// <summary>A new row.</summary>
    /// <param name="credential">The secret of the coming delivery.</param>
    /// <param name="address">See <see cref="Address"/>.</param>
    /// <param name="expires">When the secret stops working.</param>
    /// <param name="claimedUntil">See <see cref="ClaimedUntil"/>.</param>
    /// <param name="before">The row of the delivery before, if there was one of this letter: its secrets go on working.</param>
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

    /// <summary>The address that the mail goes to: the token is worth nothing for another.</summary>
    public string Address => _row.GetString(nameof(Address));

    /// <summary>Until when one delivery has the mail to itself.</summary>
    public DateTimeOffset ClaimedUntil
    {
        get => _row.GetDateTimeOffset(nameof(ClaimedUntil)) ?? default;
        set => _row[nameof(ClaimedUntil)] = value;
    }

    /// <summary>Whether the transport took the mail.</summary>
    public bool Sent
    {
        get => _row.GetBoolean(nameof(Sent)) ?? false;
        set => _row[nameof(Sent)] = value;
    }

    /// <summary>See <see cref="Credential.Hash"/>; null after <see cref="Forget"/>.</summary>
    private byte[]? Hash => _row.GetBinary(nameof(Hash));

    private DateTimeOffset Expires => _row.GetDateTimeOffset(nameof(Expires)) ?? default;

    /// <summary>
    /// Hashes of earlier deliveries, the last first, each followed by its expiry in ticks of UTC, big-endian. In the column behind the byte
    /// <see cref="EarlierVersion"/>, which revision c2ef8d8 did not write; of another version, nothing.
    /// </summary>
    private byte[] Earlier => _row.GetBinary(nameof(Earlier)) switch
    {
        null => [],
        var bytes when bytes.Length % EarlierSize == 0 => bytes,
        [EarlierVersion, .. var bytes] when bytes.Length % EarlierSize == 0 => bytes,
        _ => [],
    };

    /// <summary>When a presented secret stops working; null if it is not one of this row's.</summary>
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

    /// <summary>Takes a secret back whose letter did certainly not go out.</summary>
    public void Forget(Credential credential)
    {
        if (credential.Matches(Hash))
        {
            _row.Remove(nameof(Hash));
        }
    }

    /// <summary>The row as storage has it.</summary>
    internal TableEntity Row => _row;

    internal static string Key(long id) => $"action;{id}";

    /// <summary>What a new delivery keeps of this one and those before.</summary>
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
