using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using Serverless.Domain.RateLimits;
using Serverless.Storage.Rows;

namespace Serverless.Domain.SecondFactors;

/// <summary>
/// Creates and checks the challenges that passkeys sign. A challenge carries its purpose, user and expiry, and a keyed hash of them. So creating one stores
/// nothing, any instance can check it, and anonymous callers cannot fill the table. Using one adds a row. The first call that adds it wins.
/// </summary>
/// <remarks>
/// Format: purpose (1 byte), user id (8), expiry in Unix seconds (8), random (16), then the first 20 bytes of the keyed hash of the rest. The hash is also the
/// key of the row, see <see cref="LimitKeys"/>.
/// </remarks>
public sealed class Challenges(LimitKeys keys, ChallengeRows rows, TimeProvider time)
{
    /// <summary>The lifetime of a challenge.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private const int UserOffset = 1;
    private const int ExpiryOffset = UserOffset + sizeof(long);
    private const int RandomOffset = ExpiryOffset + sizeof(long);
    private const int RandomSize = 16;
    private const int PayloadSize = RandomOffset + RandomSize;
    private const int HashSize = 20;

    /// <summary>Creates a challenge.</summary>
    /// <param name="purpose">The purpose. A challenge for one purpose does not work for another.</param>
    /// <param name="userId">The user that the challenge is for; 0 if the user is not known yet.</param>
    /// <param name="cancellation">Cancels a read that each instance makes once.</param>
    public async Task<byte[]> Create(ChallengePurpose purpose, long userId, CancellationToken cancellation)
    {
        var payload = new byte[PayloadSize];
        payload[0] = (byte)purpose;
        BinaryPrimitives.WriteInt64BigEndian(payload.AsSpan(UserOffset), userId);
        BinaryPrimitives.WriteInt64BigEndian(payload.AsSpan(ExpiryOffset), (time.GetUtcNow() + Lifetime).ToUnixTimeSeconds());
        RandomNumberGenerator.Fill(payload.AsSpan(RandomOffset));
        var (_, hash) = await Sign(payload, cancellation);
        return [.. payload, .. hash];
    }

    /// <summary>Returns the text of a challenge, which is also its id.</summary>
    public static string Format(byte[] challenge) => Base64Url.EncodeToString(challenge);

    /// <summary>Returns a challenge that was created for this purpose and user and has not expired; otherwise null. It may have been used.</summary>
    public async Task<byte[]?> Open(string text, ChallengePurpose purpose, long userId, CancellationToken cancellation)
    {
        if (!TryDecode(text, out var challenge) || challenge[0] != (byte)purpose || BinaryPrimitives.ReadInt64BigEndian(challenge.AsSpan(UserOffset)) != userId)
        {
            return null;
        }

        var (_, hash) = await Sign(challenge[..PayloadSize], cancellation);
        return CryptographicOperations.FixedTimeEquals(hash, challenge.AsSpan(PayloadSize)) && ExpiryOf(challenge) > time.GetUtcNow() ? challenge : null;
    }

    /// <summary>Uses up a challenge that <see cref="Open"/> returned. Returns false if another call used it before.</summary>
    public async Task<bool> TryUse(byte[] challenge, CancellationToken cancellation)
    {
        var (key, _) = await Sign(challenge[..PayloadSize], cancellation);
        return await rows.TryAdd(key, ExpiryOf(challenge), cancellation);
    }

    private static DateTimeOffset ExpiryOf(byte[] challenge) => DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadInt64BigEndian(challenge.AsSpan(ExpiryOffset)));

    private static bool TryDecode(string text, out byte[] challenge)
    {
        challenge = new byte[PayloadSize + HashSize];
        return Base64Url.IsValid(text, out var size) && size == challenge.Length && Base64Url.DecodeFromChars(text, challenge) == challenge.Length;
    }

    private async ValueTask<(string Key, byte[] Hash)> Sign(byte[] payload, CancellationToken cancellation)
    {
        var key = await keys.Of(LimitKind.Challenge, Convert.ToHexStringLower(payload), cancellation);
        return (key, Convert.FromHexString(key.AsSpan(key.Length - (HashSize * 2))));
    }
}

/// <summary>Specifies the purpose of a challenge. Challenges contain the numbers.</summary>
public enum ChallengePurpose
{
    /// <summary>Adds a passkey to the caller's account.</summary>
    Create,

    /// <summary>Proves the second factor of a known user.</summary>
    Prove,

    /// <summary>Signs in without a user name and a password.</summary>
    SignIn,
}
