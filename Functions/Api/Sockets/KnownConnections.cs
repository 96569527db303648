using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Serverless.Api.Sockets;

/// <summary>
/// What this instance remembers of connections whose events were verified, so that a frame costs little. It decides nothing but how many frames a second a
/// connection sends to this instance.
/// </summary>
public sealed class KnownConnections(TimeProvider time)
{
    // Connections whose end was told to another instance stay until then.
    private const int Most = 50_000;

    private readonly ConcurrentDictionary<string, KnownConnection> _connections = new(StringComparer.Ordinal);
    private int _added;

    /// <summary>Finds a connection whose event was verified before.</summary>
    public bool TryFind(string id, [NotNullWhen(true)] out KnownConnection? connection) => _connections.TryGetValue(id, out connection);

    /// <summary>Remembers a connection. Its event is verified.</summary>
    public KnownConnection Add(string id)
    {
        if (Interlocked.Increment(ref _added) % Most == 0)
        {
            Sweep();
        }

        return _connections.GetOrAdd(id, static _ => new KnownConnection());
    }

    /// <summary>Forgets a connection that ended.</summary>
    public void Forget(string id) => _connections.TryRemove(id, out _);

    private void Sweep()
    {
        var now = time.GetTimestamp();
        foreach (var (id, connection) in _connections)
        {
            if (connection.IsIdle(now))
            {
                Forget(id);
            }
        }
    }
}
