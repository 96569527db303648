using System.Collections.Concurrent;

namespace Serverless.Domain.CallLog;

/// <summary>
/// The calls of this instance that are not written yet. Adding a call needs no lock, no allocation and no storage call. Beyond
/// <see cref="Capacity"/>, when storage was unavailable for long, further calls are dropped and counted.
/// </summary>
public sealed class CallBuffer : IDisposable
{
    /// <summary>The most calls that are kept while storage is unavailable: some 6 MB.</summary>
    public const int Capacity = 100_000;

    /// <summary>The number of calls at which a write begins before the interval ends.</summary>
    public const int PageRows = 5_000;

    private readonly ConcurrentQueue<CallRecord> _calls = new();
    private readonly SemaphoreSlim _wake = new(0);
    private int _kept;
    private int _dropped;

    /// <summary>Gets the number of calls kept, including those in batches that are being written.</summary>
    public int Kept => Volatile.Read(ref _kept);

    /// <summary>Adds a call.</summary>
    public void Add(in CallRecord call)
    {
        var kept = Interlocked.Increment(ref _kept);
        if (kept > Capacity)
        {
            Interlocked.Decrement(ref _kept);
            Interlocked.Increment(ref _dropped);
            return;
        }

        _calls.Enqueue(call);
        if (kept % PageRows == 0)
        {
            Wake();
        }
    }

    /// <summary>Removes and returns up to <see cref="PageRows"/> calls; they count as kept until <see cref="Release"/>.</summary>
    public CallRecord[] Take()
    {
        var calls = new CallRecord[Math.Min(PageRows, _calls.Count)];
        var count = 0;
        while (count < calls.Length && _calls.TryDequeue(out calls[count]))
        {
            count++;
        }

        return count == calls.Length ? calls : calls[..count];
    }

    /// <summary>Stops counting calls that are stored.</summary>
    public void Release(int calls) => Interlocked.Add(ref _kept, -calls);

    /// <summary>Returns the number of calls dropped since the last call of this method.</summary>
    public int TakeDropped() => Interlocked.Exchange(ref _dropped, 0);

    /// <summary>Ends <see cref="Wait"/>.</summary>
    public void Wake()
    {
        // One wake-up is enough: calls that a slow flush misses are written by the next one.
        if (_wake.CurrentCount == 0)
        {
            _wake.Release();
        }
    }

    /// <summary>Waits until there is something to write: enough calls, or the end of the interval.</summary>
    public Task Wait(CancellationToken cancellation) => _wake.WaitAsync(cancellation);

    /// <inheritdoc />
    public void Dispose() => _wake.Dispose();
}
