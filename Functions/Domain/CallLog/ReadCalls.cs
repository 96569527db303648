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
        var walk = new Walk(rows, method, offset, limit, Minutes.Floor(Minutes.Of(time.GetUtcNow()), Minutes.Bucket) + Minutes.Day)
        {
            OfAllMethods = history.Started(null).ToDictionary(bucket => bucket.Time, bucket => bucket.Calls),
        };
        for (var i = 0; i < buckets.Count && !walk.IsDone; i++)
        {
            if (!walk.TryPass(buckets[i].Calls))
            {
                await walk.LoadAhead(buckets, i, cancellation);
                await walk.Read(buckets[i].Time, buckets[i].Calls, cancellation);
            }
        }

        return (walk.Found, buckets.Sum(bucket => bucket.Calls));
    }

    private sealed class Walk(CallBatchRows rows, string? method, long offset, int limit, long end)
    {
        // The time bucket itself and the next one.
        private const int FirstLook = 2 * Minutes.Bucket;

        // "Query timeout and pagination", Azure Table service.
        private const int RowsOfTransaction = 1_000;

        private readonly Dictionary<long, List<Header>> _arrived = [];

        /// <summary>Gets the number of calls of all methods by time bucket.</summary>
        public required IReadOnlyDictionary<long, long> OfAllMethods { get; init; }

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

        /// <summary>
        /// Loads a time bucket, and as many before it as are still wanted, by one query: where calls are rare, a time bucket has few. A range with no
        /// more calls of any method than rows in a transaction has no more batches either.
        /// </summary>
        public async Task LoadAhead(List<(long Time, long Calls)> buckets, int index, CancellationToken cancellation)
        {
            var (first, stop) = (buckets[index].Time, buckets[index].Time + FirstLook);
            var (calls, wanted) = (Started(first, stop), offset + limit - Found.Count - buckets[index].Calls);
            for (var next = index + 1; next < buckets.Count && wanted > 0; next++)
            {
                calls += Started(buckets[next].Time, buckets[next - 1].Time);
                if (calls > RowsOfTransaction)
                {
                    break;
                }

                (first, wanted) = (buckets[next].Time, wanted - buckets[next].Calls);
            }

            await Load(first, stop, cancellation);
        }

        /// <summary>Reads the calls that started in a time bucket, minute by minute.</summary>
        public async Task Read(long bucket, long calls, CancellationToken cancellation)
        {
            var headers = await FindHeaders(bucket, calls, cancellation);
            for (var minute = bucket + Minutes.Bucket - 1; minute >= bucket && !IsDone; minute--)
            {
                var there = headers.Where(header => header.Started(method, minute) > 0).ToList();
                if (TryPass(there.Sum(header => header.Started(method, minute))))
                {
                    continue;
                }

                var read = await Task.WhenAll(there.Select(header => header.Calls(rows, cancellation)));
                var started = read
                    .SelectMany(all => all)
                    .Where(call => Minutes.Of(call.Started) == minute && (method is null || call.MethodId == method))
                    .OrderByDescending(call => call.Started);
                Found.AddRange(started.Skip((int)offset).Take(limit - Found.Count));
                offset = 0;
            }
        }

        /// <summary>
        /// Returns the batches with calls that started in a time bucket. They were written in that time bucket or later, most of them within a minute. The
        /// search continues only until as many calls are found as were counted.
        /// </summary>
        private async Task<List<Header>> FindHeaders(long bucket, long calls, CancellationToken cancellation)
        {
            var found = new List<Header>();
            var (next, step) = (bucket, FirstLook);
            while (found.Sum(header => header.Started(method, bucket, Minutes.Bucket)) < calls && next < end)
            {
                var stop = Math.Min(next + step, end);
                await Load(next, stop, cancellation);
                for (; next < stop; next += Minutes.Bucket)
                {
                    found.AddRange(_arrived[next].Where(header => header.Started(method, bucket, Minutes.Bucket) > 0));
                }

                step *= 4;
            }

            return found;
        }

        private async Task Load(long first, long stop, CancellationToken cancellation)
        {
            while (first < stop && _arrived.ContainsKey(stop - Minutes.Bucket))
            {
                stop -= Minutes.Bucket;
            }

            if (first >= stop)
            {
                return;
            }

            // Few calls are read with their headers: a batch of a log with little traffic is one transaction, including its calls.
            var withCalls = Started(first, stop) <= RowsOfTransaction;
            var loaded = (await rows.Range(first, stop, method, withCalls, cancellation).ToListAsync(cancellation)).ToLookup(row => row.Bucket);
            for (var bucket = first; bucket < stop; bucket += Minutes.Bucket)
            {
                _arrived.TryAdd(bucket, [.. loaded[bucket].Select(row => new Header(row))]);
            }
        }

        /// <summary>Returns the number of calls of any method in a range of time buckets, as far as it was not loaded.</summary>
        private long Started(long first, long stop)
        {
            var calls = 0L;
            for (var bucket = first; bucket < stop; bucket += Minutes.Bucket)
            {
                calls += _arrived.ContainsKey(bucket) ? 0 : OfAllMethods.GetValueOrDefault(bucket);
            }

            return calls;
        }
    }

    private sealed class Header(CallBatchRow row)
    {
        private readonly CallCounts _counts = CallCounts.UnpackIfKnown(row.Counts);
        private Task<CallRecord[]>? _calls;

        public long Started(string? method, long first, int length = 1) =>
            _counts.Started(method).Where(at => at.Time >= first && at.Time < first + length).Sum(at => at.Calls);

        public Task<CallRecord[]> Calls(CallBatchRows rows, CancellationToken cancellation) => _calls ??= Read(rows, cancellation);

        private async Task<CallRecord[]> Read(CallBatchRows rows, CancellationToken cancellation) =>
            CallBatch.CallsOf(row.Calls is null ? await rows.Read(row.Bucket, row.Key, cancellation) : row);
    }
}
