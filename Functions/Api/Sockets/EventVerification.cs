using System.Security.Cryptography;
using System.Text;
using Serverless.Sockets;

namespace Serverless.Api.Sockets;

/// <summary>
/// Verifies that an event comes from the service. A service with a key signs the connection's id with its primary and its secondary key. One of the two
/// signatures must be by the configured key. A service with an identity sends a Microsoft Entra token, see <see cref="ServiceToken"/>.
/// </summary>
public sealed class EventVerification(SocketService service, ServiceToken token, KnownConnections connections)
{
    private const string Algorithm = "sha256=";

    private readonly byte[]? _key = service.AccessKey is { } key ? Encoding.UTF8.GetBytes(key) : null;

    /// <summary>Returns whether the event comes from the service and belongs to its hub.</summary>
    /// <param name="sent">The event.</param>
    /// <param name="cancellation">Cancels the wait for the platform's keys.</param>
    public async ValueTask<bool> IsGenuine(EventRequest sent, CancellationToken cancellation) =>
        sent.ConnectionId.Length > 0
        && sent.Hub.Equals(service.Hub, StringComparison.OrdinalIgnoreCase)
        && (_key is null ? await token.IsValid(sent.Request.Headers.Authorization, cancellation) : IsSigned(sent, _key));

    /// <summary>
    /// Returns whether the event is signed by the key. All events of a connection have the same signature, so it is computed once for each connection.
    /// </summary>
    private bool IsSigned(EventRequest sent, byte[] key)
    {
        if (connections.TryFind(sent.ConnectionId, out var known) && known.Trusts(sent.Signature))
        {
            return true;
        }

        if (!HasSignature(sent, key))
        {
            return false;
        }

        connections.Add(sent.ConnectionId).Trust(sent.Signature);
        return true;
    }

    private static bool HasSignature(EventRequest sent, byte[] key)
    {
        Span<byte> own = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(sent.ConnectionId), own);
        var isSigned = false;
        foreach (var range in sent.Signature.AsSpan().Split(','))
        {
            var text = sent.Signature.AsSpan(range).Trim();
            isSigned |= text.StartsWith(Algorithm, StringComparison.Ordinal)
                && Convert.FromHexString(text[Algorithm.Length..], given, out _, out var length) == System.Buffers.OperationStatus.Done
                && length == own.Length
                && CryptographicOperations.FixedTimeEquals(own, given);
        }

        return isSigned;
    }
}
