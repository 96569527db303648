using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Serverless.Api.Admin.ApiCallLog;
using Serverless.Pipeline;

namespace Serverless.CallLog;

/// <summary>
/// The statistics as they are shown: computed when somebody asks, and kept for a while. Every answer is kept for its own time, so none
/// grows old because another was asked for.
/// </summary>
/// <remarks>The catalogue comes when it is needed, because it is made of the methods, and some of these need the statistics.</remarks>
public sealed class CallStatistics(CallSeries series, FlushCalls flush, Lazy<Catalogue> catalogue, IOptions<CallLogOptions> options, TimeProvider time)
{
    private const int LatestMinutes = 60;

    /// <summary>How long an instance answers with the same statistics of the last hour.</summary>
    internal static readonly TimeSpan LatestAge = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan HistoryAge = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<string, Task<Answer>> _answers = new(StringComparer.Ordinal);

    /// <summary>Every method there is, ordered by id.</summary>
    public IEnumerable<string> Methods => catalogue.Value.Operations.Select(operation => operation.Id);

    /// <summary>The last hour by minutes, of every method that was ever called.</summary>
    public Task<IReadOnlyDictionary<string, CallStat>> Latest(CancellationToken cancellation) =>
        Fresh("latest", LatestAge, () => ComputeLatest(Methods, cancellation));

    /// <summary>The last hour of a method by minutes; null if there is no such method, or it was never called.</summary>
    public async Task<CallStat?> Latest(string method, CancellationToken cancellation) => catalogue.Value.Has(method)
        ? (await Fresh("latest " + method, LatestAge, () => ComputeLatest([method], cancellation))).GetValueOrDefault(method)
        : null;

    /// <summary>All that is kept of a method, by ten minutes; null if there is no such method, or no call of it.</summary>
    public async Task<CallStat?> History(string method, CancellationToken cancellation) => catalogue.Value.Has(method)
        ? (await Fresh("history " + method, HistoryAge, () => ComputeHistory(method, cancellation))).GetValueOrDefault(method)
        : null;

    private async Task<IReadOnlyDictionary<string, CallStat>> Fresh(string key, TimeSpan age, Func<Task<Answer>> compute)
    {
        if (_answers.TryGetValue(key, out var known))
        {
            // Whoever asks while it is computed waits for the same computation.
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
        var spans = (int)options.Value.Retention.TotalMinutes / Minutes.Slot;
        var first = Minutes.Floor(Minutes.Of(now), Minutes.Slot) - ((spans - 1) * Minutes.Slot);
        var stats = new Dictionary<string, CallStat>();
        if (counts.Of(method).Count > 0)
        {
            stats[method] = Of(method, now, counts, first, spans, Minutes.Slot);
        }

        return new Answer(now, stats);
    }

    private static CallStat Of(string method, DateTimeOffset now, CallCounts counts, long first, int spans, int length)
    {
        var (load, requests, times) = (new CallLoad[spans], new CallRequests[spans], counts.Of(method));
        for (var i = 0; i < spans; i++)
        {
            var minute = first + (i * length);
            var date = Minutes.Start(minute);
            var count = times.GetValueOrDefault(minute);
            load[i] = count.Started == 0 ? new(date, null, null) : new(date, count.Accepted, count.Declined);
            requests[i] = count.Requests == 0
                ? new(date, null, null)
                : new(date, Hundredths(100m * count.Exceptions / count.Requests), Hundredths(count.Runtime / 1000m / count.Requests));
        }

        return new CallStat(method, now, load, requests);
    }

    /// <summary>Two decimals; a half counts as one, as in SQL and by hand.</summary>
    private static double Hundredths(decimal number) => (double)Math.Round(number, 2, MidpointRounding.AwayFromZero);

    private sealed record Answer(DateTimeOffset Taken, IReadOnlyDictionary<string, CallStat> Stats);
}
