using System.Buffers.Binary;
using System.Security.Cryptography;
using Serverless.Security;
using Serverless.Storage.Rows;

namespace Serverless.Domain.EmailTokens;

/// <summary>Issues and checks the secrets of action tokens.</summary>
/// <remarks>
/// An email whose delivery was interrupted is sent again with a new secret, because only the hash of the first secret is stored. The first email may
/// have arrived nevertheless. Therefore the row keeps the secrets of deliveries with an unknown outcome, each until its own expiry. Any of them works, once.
/// </remarks>
internal static class ActionSecrets
{
    /// <summary>The maximum number of earlier deliveries with an unknown outcome that the row keeps.</summary>
    private const int MostEarlier = 4;

    private const int EarlierSize = SHA256.HashSizeInBytes + sizeof(long);
    private const byte EarlierVersion = 2;

    /// <summary>Returns a new row.</summary>
    /// <param name="credential">The secret of the next delivery.</param>
    /// <param name="address">The email address to send to.</param>
    /// <param name="expires">The time when the secret stops working.</param>
    /// <param name="claimedUntil">The end of the delivery's exclusive claim.</param>
    /// <param name="before">The row of the previous delivery of this email, or null. Its secrets continue to work.</param>
    public static ActionRow Issue(Credential credential, string address, DateTimeOffset expires, DateTimeOffset claimedUntil, ActionRow? before = null) => new()
    {
        UserId = credential.UserId,
        Id = credential.RecordId,
        Hash = credential.Hash(),
        Address = address,
        Expires = expires,
        Earlier = before?.Outlived() is { Length: > 0 } earlier ? [EarlierVersion, .. earlier] : null,
        ClaimedUntil = claimedUntil,
        Version = before?.Version ?? default,
    };

    /// <summary>Returns the time when a presented secret stops working; null if the secret does not belong to this row.</summary>
    public static DateTimeOffset? ExpiryOf(this ActionRow row, Credential credential)
    {
        if (credential.Matches(row.Hash))
        {
            return row.Expires;
        }

        foreach (var earlier in row.EarlierSecrets().Chunk(EarlierSize))
        {
            if (credential.Matches(earlier[..SHA256.HashSizeInBytes]))
            {
                return new DateTimeOffset(BinaryPrimitives.ReadInt64BigEndian(earlier.AsSpan(SHA256.HashSizeInBytes)), TimeSpan.Zero);
            }
        }

        return null;
    }

    /// <summary>Returns the row without a secret whose email was certainly not sent.</summary>
    public static ActionRow Without(this ActionRow row, Credential credential) => credential.Matches(row.Hash) ? row with { Hash = null } : row;

    /// <summary>
    /// Returns the hashes of earlier deliveries, the most recent first. Each is followed by its expiry in UTC ticks, big-endian. In the column they follow the
    /// byte <see cref="EarlierVersion"/>, which revision c2ef8d8 did not write. A column with another version counts as empty.
    /// </summary>
    private static byte[] EarlierSecrets(this ActionRow row) => row.Earlier switch
    {
        null => [],
        var bytes when bytes.Length % EarlierSize == 0 => bytes,
        [EarlierVersion, .. var bytes] when bytes.Length % EarlierSize == 0 => bytes,
        _ => [],
    };

    /// <summary>Returns the hashes and expiries that a new delivery keeps of this delivery and earlier ones.</summary>
    private static byte[] Outlived(this ActionRow row)
    {
        if (row.Hash is not { } hash)
        {
            return row.EarlierSecrets();
        }

        var expires = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(expires, row.Expires.UtcTicks);
        return [.. hash, .. expires, .. row.EarlierSecrets().Take((MostEarlier - 1) * EarlierSize)];
    }
}
