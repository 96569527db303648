using System.Collections.Concurrent;

namespace Serverless.Api.Sockets;

/// <summary>
/// Limits the frames of a connection to 100 a second. Each instance counts what comes to it, in memory: a flood costs neither storage nor calls. It is a bucket
/// that is emptied at that rate (GCRA), so what is kept is one time stamp.
/// </summary>
public sealed class FrameLimit(TimeProvider time)
{
    /// <summary>The frames of a second, and the most at once.</summary>
    public const int PerSecond = 100;

    // Connections whose end was told to another instance.
    private const int Most = 100_000;

    private readonly ConcurrentDictionary<string, Bucket> _buckets = new(StringComparer.Ordinal);
    private readonly long _second = time.TimestampFrequency;

    /// <summary>Counts a frame.</summary>
    /// <returns>Null if it may pass; else when another one may.</returns>
    public TimeSpan? Take(string connectionId)
    {
        var now = time.GetTimestamp();
        if (_buckets.Count > Most)
        {
            Sweep(now);
        }

        return _buckets.GetOrAdd(connectionId, static _ => new Bucket()).Take(now, _second) ? null : TimeSpan.FromSeconds(1);
    }

    /// <summary>Forgets a connection that ended.</summary>
    public void Forget(string connectionId) => _buckets.TryRemove(connectionId, out _);

    private void Sweep(long now)
    {
        foreach (var (connection, bucket) in _buckets)
        {
            if (bucket.IsEmpty(now))
            {
                _buckets.TryRemove(connection, out _);
            }
        }
    }

    private sealed class Bucket
    {
        private readonly Lock _lock = new();
        private long _emptyAt;

        public bool IsEmpty(long now) => Interlocked.Read(ref _emptyAt) < now;

        public bool Take(long now, long second)
        {
            lock (_lock)
            {
                if (_emptyAt - now >= second)
                {
                    return false;
                }

                _emptyAt = Math.Max(_emptyAt, now) + (second / PerSecond);
                return true;
            }
        }
    }
}
