using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Serverless.Api.Sockets;

/// <summary>
/// Caches the connections of which this instance verified an event, so that a frame costs little. Its only effect on the result of a call is the limit of
/// frames per second, which counts the frames of a connection to this instance.
/// </summary>
public sealed class KnownConnections(TimeProvider time)
{
    // After this many additions, idle connections are removed. The event of their end may have gone to another instance.
    private const int Most = 50_000;

    private readonly ConcurrentDictionary<string, KnownConnection> _connections = new(StringComparer.Ordinal);
    private int _added;

    /// <summary>Gets the time in ticks, from a fixed point of this process. It never goes back.</summary>
    public long Now => time.GetElapsedTime(startingTimestamp: 0).Ticks;

    /// <summary>Finds a connection of which an event was verified before.</summary>
    public bool TryFind(string id, [NotNullWhen(true)] out KnownConnection? connection) => _connections.TryGetValue(id, out connection);

    /// <summary>Adds a connection. Call it only after an event of the connection is verified.</summary>
    public KnownConnection Add(string id)
    {
        if (Interlocked.Increment(ref _added) % Most == 0)
        {
            Sweep();
        }

        return _connections.GetOrAdd(id, static _ => new KnownConnection());
    }

    /// <summary>Removes a connection that ended.</summary>
    public void Forget(string id) => _connections.TryRemove(id, out _);

    private void Sweep()
    {
        var now = Now;
        foreach (var (id, connection) in _connections)
        {
            if (connection.IsIdle(now))
            {
                Forget(id);
            }
        }
    }
}
