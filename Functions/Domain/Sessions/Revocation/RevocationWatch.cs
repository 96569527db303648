using Serverless.Storage.Index;
using Serverless.Storage.Outages;
using Serverless.Storage.Rows;

namespace Serverless.Domain.Sessions.Revocation;

/// <summary>Polls for the revocations of other instances: the right column of the overview in Revocations.cs.</summary>
public sealed class RevocationWatch(RevocationRows rows, CredentialMemory memory, StorageClock clock, TimeProvider time)
{
    /// <summary>The time for which a poll is valid.</summary>
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(1);

    /// <summary>If there are more rows than one response holds, each partition is read by its own request, all in parallel.</summary>
    private const int Many = 1000;

    private readonly Lock _lock = new();
    private readonly long _bound = (long)(Bound.TotalSeconds * time.TimestampFrequency);
    private View? _view;
    private Task? _looking;
    private bool _areMany;

    /// <summary>Ensures that the cache has no credential revoked more than <see cref="Bound"/> ago. All callers share at most one poll a second.</summary>
    /// <returns>False if the cache must not be used now. The rows in storage are always correct.</returns>
    public ValueTask<bool> Refresh(CancellationToken cancellation)
    {
        var earliest = time.GetTimestamp() - _bound;
        return Volatile.Read(ref _view) is { } view && view.Started > earliest ? new(true) : new(Read(earliest, cancellation));
    }

    private async Task<bool> Read(long earliest, CancellationToken cancellation)
    {
        while (true)
        {
            Task looking;
            lock (_lock)
            {
                // All waiting callers share one poll. If the running poll began too early for this caller, another one follows.
                if (_view is { } view && view.Started > earliest)
                {
                    return true;
                }

                looking = _looking is { IsCompleted: false } ? _looking : _looking = Poll();
            }

            try
            {
                await looking.WaitAsync(Bound, TimeProvider.System, cancellation);
            }
            catch (Exception exception) when (StorageFailure.IsOutage(exception, cancellation))
            {
                return false; // it failed, or takes so long that reading the row is faster
            }
        }
    }

    private async Task Poll()
    {
        var (last, started) = (_view, time.GetTimestamp());
        var isFirst = last is null || time.GetElapsedTime(last.Started, started) >= Revocations.Hold;
        while (true)
        {
            var from = isFirst ? FirstBucket(clock.Now) : last!.Next;
            var found = await Read(from);
            // Uses the clock after the response corrected it.
            var begun = clock.Now - time.GetElapsedTime(started);
            if (!isFirst || from <= FirstBucket(begun))
            {
                Learn(found, isFirst, new(started, RevocationBuckets.OldestOpen(begun)));
                return;
            }

            started = time.GetTimestamp(); // the clock was ahead, so the poll read too few time buckets
        }
    }

    /// <summary>Returns the first time bucket of a poll without a predecessor. Revocations announced earlier are complete by now, or never will be.</summary>
    private static long FirstBucket(DateTimeOffset now) => RevocationBuckets.OldestOpen(now - Revocations.Hold);

    private void Learn(List<RevocationRow> found, bool isFirst, View view)
    {
        if (isFirst)
        {
            memory.Clear();
        }

        foreach (var revocation in found)
        {
            memory.Forget(revocation);
        }

        _areMany = found.Count > Many;
        Volatile.Write(ref _view, view);
    }

    private async Task<List<RevocationRow>> Read(long from)
    {
        var buckets = (int)Math.Max(1, RevocationBuckets.Of(clock.Now) - from + 1);
        string[] starts = _areMany
            ? [.. Enumerable.Range(0, buckets * RevocationBuckets.Shards).Select(i => RevocationBuckets.Partition(from + (i / RevocationBuckets.Shards), i % RevocationBuckets.Shards))]
            : [RevocationBuckets.From(from)];
        // No caller's cancellation token applies, because all waiting callers share the poll.
        // Reads to the end, because a clock that is ahead writes to future time buckets.
        var parts = await Task.WhenAll(starts.Zip(starts.Skip(1).Append(RevocationBuckets.End), (start, end) => rows.Read(start, end, CancellationToken.None)));
        return [.. parts.SelectMany(part => part)];
    }

    /// <summary>Represents the result of a poll.</summary>
    /// <param name="Started">The timestamp when the poll began.</param>
    /// <param name="Next">The time bucket with which the next poll begins.</param>
    private sealed record View(long Started, long Next);
}
