using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Serverless.Storage;

namespace Serverless.Domain.CallLog;

/// <summary>
/// The statistics for callers: computed on demand, and cached. Each result has its own time in the cache, so one request does not
/// extend the age of another result.
/// </summary>
public sealed class CallStatistics(CallSeries series, FlushCalls flush, LoggedOperations operations, IOptions<CallLogOptions> options, TimeProvider time)
{
    private const int LatestMinutes = 60;

    /// <summary>How long an instance returns the same statistics of the last hour.</summary>
    internal static readonly TimeSpan LatestAge = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan HistoryAge = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<string, Task<Answer>> _answers = new(StringComparer.Ordinal);

    /// <summary>Gets the ids of all methods and endpoints, in order.</summary>
    public IReadOnlyList<string> Methods => operations.Ids;

    /// <summary>Returns the last hour by minutes, of every method that was ever called.</summary>
    public Task<IReadOnlyDictionary<string, MethodStatistics>> Latest(CancellationToken cancellation) =>
        Fresh("latest", LatestAge, () => ComputeLatest(Methods, cancellation));

    /// <summary>Returns the last hour of a method by minutes; null if there is no such method, or it was never called.</summary>
    public async Task<MethodStatistics?> Latest(string method, CancellationToken cancellation) => operations.Ids.Contains(method, StringComparer.Ordinal)
        ? (await Fresh("latest " + method, LatestAge, () => ComputeLatest([method], cancellation))).GetValueOrDefault(method)
        : null;

    /// <summary>Returns all kept calls of a method by ten minutes; null if there is no such method, or no call of it.</summary>
    public async Task<MethodStatistics?> History(string method, CancellationToken cancellation) => operations.Ids.Contains(method, StringComparer.Ordinal)
        ? (await Fresh("history " + method, HistoryAge, () => ComputeHistory(method, cancellation))).GetValueOrDefault(method)
        : null;

    private async Task<IReadOnlyDictionary<string, MethodStatistics>> Fresh(string key, TimeSpan age, Func<Task<Answer>> compute)
    {
        if (_answers.TryGetValue(key, out var known))
        {
            // Concurrent callers share one computation.
            if (!known.IsCompleted || (known.IsCompletedSuccessfully && time.GetUtcNow() - (await known).Taken is { Ticks: >= 0 } since && since < age))
            {
                return (await known).Stats;
            }
        }

        var answer = compute();
        _answers[key] = answer;
        return (await answer).Stats;
    }

    private async Task<Answer> ComputeLatest(IEnumerable<string> methods, CancellationToken cancellation)
    {
        await flush.Run(cancellation);
        var (counts, taken) = await series.ReadLatest(cancellation);
        var first = Minutes.Of(time.GetUtcNow()) - LatestMinutes + 1;
        return new Answer(taken, methods.Intersect(counts.Methods, StringComparer.Ordinal).ToDictionary(method => method, method => Of(method, taken, counts, first, LatestMinutes, 1)));
    }

    private async Task<Answer> ComputeHistory(string method, CancellationToken cancellation)
    {
        await flush.Run(cancellation);
        var (now, counts) = (time.GetUtcNow(), await series.ReadHistory(cancellation));
        var spans = (int)options.Value.Retention.TotalMinutes / Minutes.Bucket;
        var first = Minutes.Floor(Minutes.Of(now), Minutes.Bucket) - ((spans - 1) * Minutes.Bucket);
        var stats = new Dictionary<string, MethodStatistics>();
        if (counts.Of(method).Count > 0)
        {
            stats[method] = Of(method, now, counts, first, spans, Minutes.Bucket);
        }

        return new Answer(now, stats);
    }

    private static MethodStatistics Of(string method, DateTimeOffset taken, CallCounts counts, long first, int spans, int length)
    {
        var times = counts.Of(method);
        return new(method, taken, [.. Enumerable.Range(0, spans).Select(i => first + (i * length)).Select(minute => new CallSpan(Minutes.Start(minute), times.GetValueOrDefault(minute)))]);
    }

    private sealed record Answer(DateTimeOffset Taken, IReadOnlyDictionary<string, MethodStatistics> Stats);
}
