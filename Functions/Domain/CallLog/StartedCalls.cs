using Serverless.Storage;
using Serverless.Storage.Rows;

namespace Serverless.Domain.CallLog;

/// <summary>
/// Reads the calls that started in a time bucket. A batch lies in the time bucket in which it was written, so its calls can have started in earlier ones.
/// Keeps what it has read, and serves one request.
/// </summary>
/// <param name="rows">The batches.</param>
/// <param name="method">Only calls of this method; null for all.</param>
/// <param name="counted">The number of calls of all methods by time bucket.</param>
/// <param name="mostAtOnce">The most calls that one load reads together with the keys of their batches.</param>
/// <param name="end">The first minute after the newest batches.</param>
internal sealed class StartedCalls(CallBatchRows rows, string? method, IReadOnlyDictionary<long, long> counted, int mostAtOnce, long end)
{
    // "Query timeout and pagination", Azure Table service.
    public const int RowsOfTransaction = 1_000;

    // The time bucket itself and the next one.
    private const int FirstLook = 2 * Minutes.Bucket;

    private readonly Dictionary<long, List<CallHeader>> _arrived = [];

    /// <summary>Gets the number of queries so far.</summary>
    public int Queries { get; private set; }

    /// <summary>
    /// Loads a time bucket, and as many before it as are still wanted, by one query: where calls are rare, a time bucket has few. A range with no more calls
    /// of any method than rows in a transaction has no more batches either.
    /// </summary>
    /// <param name="buckets">The time buckets with their calls of the method, the newest first.</param>
    /// <param name="index">The time bucket that is read next.</param>
    /// <param name="wanted">The number of calls of the method that are still wanted.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async Task LoadAhead(IReadOnlyList<(long Time, long Calls)> buckets, int index, long wanted, CancellationToken cancellation)
    {
        var (first, stop) = (buckets[index].Time, buckets[index].Time + FirstLook);
        var calls = Started(first, stop);
        wanted -= buckets[index].Calls;
        for (var next = index + 1; next < buckets.Count && wanted > 0; next++)
        {
            calls += Started(buckets[next].Time, buckets[next - 1].Time);
            if (calls > mostAtOnce)
            {
                break;
            }

            (first, wanted) = (buckets[next].Time, wanted - buckets[next].Calls);
        }

        await Load(first, stop, cancellation);
    }

    /// <summary>Returns the minutes of a time bucket in which calls started, the latest first.</summary>
    /// <param name="bucket">The time bucket.</param>
    /// <param name="calls">The number of calls of the method that started in it.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async Task<IEnumerable<StartedMinute>> Find(long bucket, long calls, CancellationToken cancellation)
    {
        var headers = await FindHeaders(bucket, calls, cancellation);
        return Enumerable.Range(1, Minutes.Bucket)
            .Select(back => bucket + Minutes.Bucket - back)
            .Select(minute => new StartedMinute(rows, method, minute, [.. headers.Where(header => header.Started(method, minute) > 0)]))
            .Where(minute => minute.Calls > 0);
    }

    /// <summary>
    /// Returns the batches with calls that started in a time bucket. They were written in that time bucket or later, most of them within a minute. The
    /// search continues only until as many calls are found as were counted.
    /// </summary>
    private async Task<List<CallHeader>> FindHeaders(long bucket, long calls, CancellationToken cancellation)
    {
        var found = new List<CallHeader>();
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
        var withCalls = Started(first, stop) <= mostAtOnce;
        Queries++;
        var loaded = (await rows.Range(first, stop, method, withCalls, cancellation).ToListAsync(cancellation)).ToLookup(row => row.Bucket);
        for (var bucket = first; bucket < stop; bucket += Minutes.Bucket)
        {
            _arrived.TryAdd(bucket, [.. loaded[bucket].Select(row => new CallHeader(row))]);
        }
    }

    /// <summary>Returns the number of calls of any method in a range of time buckets, as far as it was not loaded.</summary>
    private long Started(long first, long stop)
    {
        var calls = 0L;
        for (var bucket = first; bucket < stop; bucket += Minutes.Bucket)
        {
            calls += _arrived.ContainsKey(bucket) ? 0 : counted.GetValueOrDefault(bucket);
        }

        return calls;
    }
}

/// <summary>Represents the calls of a method, or of all, that started in one minute.</summary>
internal sealed class StartedMinute(CallBatchRows rows, string? method, long minute, IReadOnlyList<CallHeader> headers)
{
    // Fewer than an instance may send to storage at once, see StorageOptions.MaximumRequests.
    private const int MostReads = 64;

    /// <summary>Gets the minute.</summary>
    public long Minute => minute;

    /// <summary>Gets the number of calls, without reading them.</summary>
    public long Calls => headers.Sum(header => header.Started(method, minute));

    /// <summary>Returns the calls, the newest first.</summary>
    public async Task<IReadOnlyList<CallRecord>> Read(CancellationToken cancellation)
    {
        var calls = new List<CallRecord>();
        foreach (var part in headers.Chunk(MostReads))
        {
            var read = await Task.WhenAll(part.Select(header => header.Calls(rows, cancellation)));
            calls.AddRange(read.SelectMany(all => all).Where(call => Minutes.Of(call.Started) == minute && (method is null || call.MethodId == method)));
        }

        return [.. calls.OrderByDescending(call => call.Started)];
    }
}

/// <summary>Represents a batch that was read with its counts, and whose calls are read when they are needed.</summary>
internal sealed class CallHeader(CallBatchRow row)
{
    private readonly CallCounts _counts = CallCounts.UnpackIfKnown(row.Counts);
    private Task<CallRecord[]>? _calls;

    /// <summary>Returns the number of calls that started in a span of time.</summary>
    public long Started(string? method, long first, int length = 1) =>
        _counts.Started(method).Where(at => at.Time >= first && at.Time < first + length).Sum(at => at.Calls);

    /// <summary>Returns all calls of the batch.</summary>
    public Task<CallRecord[]> Calls(CallBatchRows rows, CancellationToken cancellation) => _calls ??= Read(rows, cancellation);

    private async Task<CallRecord[]> Read(CallBatchRows rows, CancellationToken cancellation) =>
        CallBatch.CallsOf(row.Calls is null ? await rows.Read(row.Bucket, row.Key, cancellation) : row);
}
