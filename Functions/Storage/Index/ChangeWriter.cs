using System.Collections.Immutable;
using Azure.Data.Tables;

namespace Serverless.Storage.Index;

/// <summary>
/// Records changes of one process. Each record lists the earlier records of the process that had no result yet, so the next record confirms the
/// earlier ones: a committed change costs no second request.
/// </summary>
internal sealed class ChangeWriter(TableClient table, StorageClock clock)
{
    private const int RandomBits = 10; // low bits of a stamp, a tenth of a millisecond, so that stamps are unique

    private const int MostOpen = 500;

    private static readonly TimeSpan Abandoned = TimeSpan.FromMinutes(2);

    /// <summary>
    /// The time for which a withdrawn record counts as one without a result. A reader may have seen it before it was deleted; no reader takes so long.
    /// </summary>
    private static readonly TimeSpan Withdrawn = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<long, OpenRecord> _open = [];
    private readonly Queue<(long Sequence, DateTimeOffset Time)> _withdrawn = [];
    private string _instance = NewInstance();
    private long _sequence;

    /// <summary>Records a change. The document may be written when the method returns, with the stamp of the pending change.</summary>
    /// <param name="document">The document.</param>
    /// <param name="shard">The shard of the document.</param>
    /// <param name="previous">The stamp of the document; 0 for none.</param>
    /// <param name="states">The states of the document before and after, by version.</param>
    /// <param name="cancellation">Cancels the request.</param>
    public async Task<PendingChange> AddPending(string document, int shard, long previous, ImmutableSortedDictionary<byte, StateChange> states, CancellationToken cancellation)
    {
        while (true)
        {
            var record = Number(new(document, Stamp(previous), previous, states, "", 0, ""));
            var row = record.ToRow(shard);
            if (!await table.TryAdd(row, cancellation))
            {
                throw new InvalidOperationException("Two change records have one key.");
            }

            var pending = new PendingChange(record, row);
            if (!IsLate(pending))
            {
                return pending;
            }

            // A machine that was paused: the time bucket may have been folded without this record.
            await Withdraw(pending, cancellation);
        }
    }

    /// <summary>Returns whether so much time has passed that the pending change must be recorded again before the document is written.</summary>
    public bool IsLate(PendingChange pending) => clock.Now > TimeBuckets.End(pending.Record.Bucket) + TimeBuckets.Late;

    /// <summary>Stores the result that the document was written.</summary>
    public void Commit(PendingChange pending)
    {
        lock (_lock)
        {
            if (pending.Record.Instance == _instance)
            {
                _open.Remove(pending.Record.Sequence);
            }
        }
    }

    /// <summary>
    /// Withdraws a pending change: the document was not written and will not be. Readers in this process skip the record from now on, even if it cannot
    /// be deleted yet.
    /// </summary>
    public async Task Withdraw(PendingChange pending, CancellationToken cancellation)
    {
        lock (_lock)
        {
            if (pending.Record.Instance == _instance && _open.TryGetValue(pending.Record.Sequence, out var open))
            {
                _open[pending.Record.Sequence] = open with { IsWithdrawn = true };
            }
        }

        await table.TryDelete(pending.Row, cancellation);
        lock (_lock)
        {
            if (pending.Record.Instance == _instance)
            {
                _withdrawn.Enqueue((pending.Record.Sequence, clock.Now));
            }
        }
    }

    /// <summary>Returns whether the change of a stored record was committed: true or false if it is a change of this process with a result, otherwise null.</summary>
    public bool? IsCommitted(ChangeRecord record)
    {
        lock (_lock)
        {
            return record.Instance != _instance || record.Sequence > _sequence ? null
                : !_open.TryGetValue(record.Sequence, out var open) ? true
                : open.IsWithdrawn ? false : null;
        }
    }

    private static string NewInstance() => Ids.Random().ToString("x", null);

    private long Stamp(long previous)
    {
        var random = Ids.Random() & ((1 << RandomBits) - 1);
        return Math.Max((clock.Now.UtcTicks >> RandomBits << RandomBits) | random, previous + 1);
    }

    private ChangeRecord Number(ChangeRecord record)
    {
        lock (_lock)
        {
            var now = clock.Now;
            while (_withdrawn.TryPeek(out var oldest) && now - oldest.Time > Withdrawn)
            {
                _open.Remove(_withdrawn.Dequeue().Sequence);
            }

            if (_open.Count > MostOpen || _open.Values.Any(open => now - open.Since > Abandoned))
            {
                // Removes calls that ended without a result. Their results stay open, as in the last record.
                _open.Clear();
                _withdrawn.Clear();
                _sequence = 0;
                _instance = NewInstance();
            }

            var open = ChangeRecord.Join(_open.Keys);
            _open.Add(++_sequence, new(now, IsWithdrawn: false));
            return record with { Instance = _instance, Sequence = _sequence, Open = open };
        }
    }

    /// <summary>A record of this process without a result, or a withdrawn one.</summary>
    private readonly record struct OpenRecord(DateTimeOffset Since, bool IsWithdrawn);
}
