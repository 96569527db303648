using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Serverless.Security;
using Serverless.Storage;

namespace Serverless.Domain.RateLimits;

/// <summary>
/// Creates the keys of table Limits: HMAC-SHA-256 of the subject. So the table holds no user names, email addresses and IP addresses in clear, also
/// of people without an account. The first instance that needs the secret generates it, and all instances share it.
/// </summary>
public sealed class LimitKeys(LimitSecret stored)
{
    private byte[]? _secret;

    /// <summary>Returns the key for a user name or email address as typed, in normalised form.</summary>
    public ValueTask<string> Of(LimitKind kind, string text, CancellationToken cancellation) => Key(kind, Encoding.UTF8.GetBytes(text), cancellation);

    /// <summary>Returns the key for a user.</summary>
    public ValueTask<string> Of(LimitKind kind, long userId, CancellationToken cancellation)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, userId);
        return Key(kind, bytes, cancellation);
    }

    /// <summary>Returns the key for an IP address.</summary>
    public ValueTask<string> Of(LimitKind kind, IPAddress? address, CancellationToken cancellation)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, IpPrefix.Bucket(address));
        return Key(kind, bytes, cancellation);
    }

    private async ValueTask<string> Key(LimitKind kind, byte[] text, CancellationToken cancellation)
    {
        var secret = _secret ??= await stored.Load(cancellation);
        byte[] named = [.. Encoding.ASCII.GetBytes($"{kind};"), .. text];
        return $"{kind};{Convert.ToHexStringLower(HMACSHA256.HashData(secret, named).AsSpan(0, 20))}";
    }
}
