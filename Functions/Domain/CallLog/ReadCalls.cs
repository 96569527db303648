using Serverless.Storage;
using Serverless.Storage.Rows;

namespace Serverless.Domain.CallLog;

/// <summary>
/// Reads the log, newest start first. The counts give the exact number of calls that started in each time bucket, and for a batch in each minute. So
/// calls before the offset are skipped without being read, and a rare method costs only the time buckets in which it was called.
/// </summary>
public sealed class ReadCalls(CallBatchRows rows, CallSeries series, FlushCalls flush, TimeProvider time)
{
    /// <summary>Returns a part of the calls that are kept, and their total number.</summary>
    /// <param name="method">Only calls of this method; null for all.</param>
    /// <param name="offset">The number of calls to skip.</param>
    /// <param name="limit">The most calls to return.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async Task<(IReadOnlyList<CallRecord> Calls, long Total)> Run(string? method, int offset, int limit, CancellationToken cancellation)
    {
        using var scope = StorageTransactions.OfCallLog();
        await flush.Run(cancellation);
        var history = await series.ReadHistory(cancellation);
        var buckets = history.Started(method).OrderByDescending(bucket => bucket.Time).ToList();
        var started = new StartedCalls(
            rows, method, history.Started(null).ToDictionary(bucket => bucket.Time, bucket => bucket.Calls), StartedCalls.RowsOfTransaction, CallSeries.EndOfBatches(time.GetUtcNow()));
        var walk = new Walk(started, offset, limit);
        for (var i = 0; i < buckets.Count && !walk.IsDone; i++)
        {
            if (!walk.TryPass(buckets[i].Calls))
            {
                await walk.Read(buckets, i, cancellation);
            }
        }

        return (walk.Found, buckets.Sum(bucket => bucket.Calls));
    }

    private sealed class Walk(StartedCalls started, long offset, int limit)
    {
        public List<CallRecord> Found { get; } = [];

        public bool IsDone => Found.Count == limit;

        /// <summary>Skips calls that are all before the offset.</summary>
        public bool TryPass(long calls)
        {
            if (calls > offset)
            {
                return false;
            }

            offset -= calls;
            return true;
        }

        /// <summary>Reads the calls that started in a time bucket, minute by minute.</summary>
        public async Task Read(List<(long Time, long Calls)> buckets, int index, CancellationToken cancellation)
        {
            await started.LoadAhead(buckets, index, offset + limit - Found.Count, cancellation);
            foreach (var minute in await started.Find(buckets[index].Time, buckets[index].Calls, cancellation))
            {
                if (!IsDone && !TryPass(minute.Calls))
                {
                    Found.AddRange((await minute.Read(cancellation)).Skip((int)offset).Take(limit - Found.Count));
                    offset = 0;
                }
            }
        }
    }
}
