using Azure.Data.Tables;
using Serverless.Storage;
using Serverless.Storage.Index;
using Serverless.Storage.Outages;

namespace Serverless.Domain.Sessions.Revocation;

/// <summary>Reads what other instances revoked: the right side of the picture in Revocations.cs.</summary>
public sealed class RevocationWatch(Tables tables, CredentialMemory memory, OlderRevocations older, SlotClock clock, TimeProvider time)
{
    /// <summary>How long a look counts.</summary>
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(1);

    /// <summary>With more rows than one response holds, each partition is read by a request of its own, and all at once.</summary>
    private const int Many = 1000;

    private static readonly string[] Columns = ["PartitionKey", "RowKey", .. RevocationRow.Columns, .. OlderRevocations.Columns];

    private readonly Lock _lock = new();
    private readonly long _bound = (long)(Bound.TotalSeconds * time.TimestampFrequency);
    private View? _view;
    private Task? _looking;
    private bool _areMany;

    /// <summary>Makes sure that the memory lacks what was revoked more than <see cref="Bound"/> ago: one look a second at most for all callers.</summary>
    /// <returns>False if nothing may be remembered now. The rows in storage are right at any time.</returns>
    public ValueTask<bool> Look(CancellationToken cancellation)
    {
        var earliest = time.GetTimestamp() - _bound;
        return Volatile.Read(ref _view) is { } view && view.Started > earliest ? new(view.IsQuiet) : new(LookAgain(earliest, cancellation));
    }

    private async Task<bool> LookAgain(long earliest, CancellationToken cancellation)
    {
        while (true)
        {
            Task looking;
            lock (_lock)
            {
                // One look for all who wait; what is under way may have begun too early for this caller, then there is another.
                if (_view is { } view && view.Started > earliest)
                {
                    return view.IsQuiet;
                }

                looking = _looking is { IsCompleted: false } ? _looking : _looking = Poll();
            }

            try
            {
                await looking.WaitAsync(Bound, TimeProvider.System, cancellation);
            }
            catch (Exception exception) when (StorageFailure.IsOutage(exception, cancellation))
            {
                return false; // it failed, or takes so long that a read of the row is faster
            }
        }
    }

    private async Task Poll()
    {
        var (last, started) = (_view, time.GetTimestamp());
        var isFirst = last is null || time.GetElapsedTime(last.Started, started) >= Revocations.Hold;
        while (true)
        {
            var from = isFirst ? FirstSlot(clock.Now) : last!.Next;
            var rows = await Read(from);
            // By the clock as the response corrected it.
            var begun = clock.Now - time.GetElapsedTime(started);
            if (!isFirst || from <= FirstSlot(begun))
            {
                Learn(rows, isFirst, new(started, RevocationSlots.OldestOpen(begun), older.AreQuiet(rows)));
                return;
            }

            started = time.GetTimestamp(); // the clock was ahead, and it was read too little
        }
    }

    /// <summary>The first slot of a look with no other before it. What was announced earlier is carried out by now, or never.</summary>
    private static long FirstSlot(DateTimeOffset now) => RevocationSlots.OldestOpen(now - Revocations.Hold);

    private void Learn(List<TableEntity> rows, bool isFirst, View view)
    {
        if (older.HaveRevoked(rows) || isFirst)
        {
            memory.Clear();
        }

        foreach (var row in rows.Where(row => row.PartitionKey != OlderRevocations.Partition))
        {
            memory.Forget(RevocationRow.From(row));
        }

        _areMany = rows.Count > Many;
        Volatile.Write(ref _view, view);
    }

    private async Task<List<TableEntity>> Read(long from)
    {
        var slots = (int)Math.Max(1, RevocationSlots.Of(clock.Now) - from + 1);
        string[] starts = _areMany
            ? [.. Enumerable.Range(0, slots * RevocationSlots.Shards).Select(i => RevocationSlots.Partition(from + (i / RevocationSlots.Shards), i % RevocationSlots.Shards))]
            : [RevocationSlots.From(from)];
        // To the end: a slot to come is one of a clock that is ahead.
        var parts = await Task.WhenAll(starts.Zip(starts.Skip(1).Append(OlderRevocations.End), Query));
        return [.. parts.SelectMany(part => part)];
    }

    // Nobody's token: the look is for all who wait for it.
    private async Task<List<TableEntity>> Query(string from, string to) => await tables.Counters
        .QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey ge {from} and PartitionKey lt {to}"), select: Columns, cancellationToken: CancellationToken.None)
        .ToListAsync(CancellationToken.None);

    /// <summary>What a look saw.</summary>
    /// <param name="Started">When it began, a timestamp.</param>
    /// <param name="Next">The slot with which the next look begins.</param>
    /// <param name="IsQuiet">Whether anything may be remembered.</param>
    private sealed record View(long Started, long Next, bool IsQuiet);
}
