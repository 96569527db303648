namespace Serverless.Domain.Settings;

/// <summary>Keeps the result of a read from storage for a while.</summary>
/// <typeparam name="T">The result.</typeparam>
/// <param name="read">Reads from storage.</param>
/// <param name="time">The clock.</param>
internal sealed class CachedRead<T>(Func<CancellationToken, Task<T>> read, TimeProvider time)
    where T : class
{
    private Snapshot? _last;

    /// <summary>Returns the last result, or a new one if it is older than an age.</summary>
    public async ValueTask<T> Get(TimeSpan maximumAge, CancellationToken cancellation)
    {
        var last = Volatile.Read(ref _last);
        var now = time.GetUtcNow();
        // The comparison with now ends the cache when the clock is set back.
        if (last?.Result is { } known && last.Taken <= now && now - last.Taken < maximumAge)
        {
            return known;
        }

        var result = await read(cancellation);
        // A read that began before Forget must not hide what was written.
        Interlocked.CompareExchange(ref _last, new Snapshot(result, now), last);
        return result;
    }

    /// <summary>Lets the next call read, because this instance wrote.</summary>
    public void Forget() => Volatile.Write(ref _last, new Snapshot(null, default));

    private sealed record Snapshot(T? Result, DateTimeOffset Taken);
}
