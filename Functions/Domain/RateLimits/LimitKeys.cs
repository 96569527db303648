using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Azure.Data.Tables;
using Serverless.Security;
using Serverless.Storage;

namespace Serverless.Domain.RateLimits;

/// <summary>
/// Names the rows of table Limits: HMAC-SHA-256 of what is counted, so that user names, email addresses and client addresses, also those of
/// people who have no account, do not stand there. The secret is made by the first instance that needs it and shared by all.
/// </summary>
public sealed class LimitKeys(Tables tables)
{
    private const string Partition = "limits";
    private const string Row = "secret";
    private const string Secret = "Secret";
    private const int Size = 32;

    private byte[]? _secret;

    /// <summary>The key for a name or email address as it was typed, in normalised form.</summary>
    public ValueTask<string> Of(LimitKind kind, string text, CancellationToken cancellation) => Key(kind, Encoding.UTF8.GetBytes(text), cancellation);

    /// <summary>The key for a user.</summary>
    public ValueTask<string> Of(LimitKind kind, long userId, CancellationToken cancellation)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, userId);
        return Key(kind, bytes, cancellation);
    }

    /// <summary>The key for a client address.</summary>
    public ValueTask<string> Of(LimitKind kind, IPAddress? address, CancellationToken cancellation)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, IpPrefix.Bucket(address));
        return Key(kind, bytes, cancellation);
    }

    private async ValueTask<string> Key(LimitKind kind, byte[] text, CancellationToken cancellation)
    {
        var secret = _secret ??= await Load(cancellation);
        byte[] named = [.. Encoding.ASCII.GetBytes($"{kind};"), .. text];
        return $"{kind};{Convert.ToHexStringLower(HMACSHA256.HashData(secret, named).AsSpan(0, 20))}";
    }

    private async Task<byte[]> Load(CancellationToken cancellation)
    {
        while (true)
        {
            if ((await tables.Settings.Find(Partition, Row, cancellation))?.GetBinary(Secret) is { } secret)
            {
                return secret;
            }

            // Whoever is first decides; then everybody reads the same.
            await tables.Settings.TryAdd(new TableEntity(Partition, Row) { [Secret] = RandomNumberGenerator.GetBytes(Size) }, cancellation);
        }
    }
}
