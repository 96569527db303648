using Microsoft.Extensions.Options;
using Serverless.Storage;

namespace Serverless.Domain.CallLog;

/// <summary>Adds up the statistics for people: the calls of all methods, or of one, and events by day.</summary>
public sealed class CallTotals(CallSeries series, FlushCalls flush, EventCounts events, IOptions<CallLogOptions> options, TimeProvider time)
{
    /// <summary>The most days that are added up.</summary>
    public const int MostDays = 30;

    private const int LatestMinutes = 60;

    /// <summary>Returns the calls of the last hour by minutes.</summary>
    /// <param name="method">Only calls of this method; null for all.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async Task<TotalCalls> OfHour(string? method, CancellationToken cancellation)
    {
        await flush.Run(cancellation);
        var (counts, taken) = await series.ReadLatest(cancellation);
        return Of(counts, method, taken, Minutes.Of(time.GetUtcNow()) - LatestMinutes + 1, LatestMinutes, 1);
    }

    /// <summary>Returns the calls of some days by ten minutes, as far as they are kept.</summary>
    /// <param name="method">Only calls of this method; null for all.</param>
    /// <param name="days">The number of times 24 hours, the last of which ends now.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async Task<TotalCalls> OfDays(string? method, int days, CancellationToken cancellation)
    {
        await flush.Run(cancellation);
        var now = time.GetUtcNow();
        var spans = Math.Min(days * Minutes.Day, (int)options.Value.Retention.TotalMinutes) / Minutes.Bucket;
        var first = Minutes.Floor(Minutes.Of(now), Minutes.Bucket) - ((spans - 1) * Minutes.Bucket);
        return Of(await series.ReadHistory(first, long.MaxValue, cancellation), method, now, first, spans, Minutes.Bucket);
    }

    /// <summary>Returns the events of the last days, which begin at midnight UTC.</summary>
    public async Task<(DateTimeOffset Taken, IReadOnlyList<DayOfEvents> Days)> EventsByDay(CancellationToken cancellation)
    {
        await events.Flush(cancellation);
        var now = time.GetUtcNow();
        var today = Minutes.Floor(Minutes.Of(now), Minutes.Day);
        var days = Math.Min(MostDays, (int)options.Value.Retention.TotalDays);
        var first = today - ((days - 1) * Minutes.Day);
        var counts = await series.ReadHistory(first, long.MaxValue, cancellation);
        var byEvent = Enum.GetValues<CountedEvent>().ToDictionary(happened => happened, ByDay);
        return (now, [.. Enumerable.Range(0, days).Select(day => first + (day * Minutes.Day)).Select(Day)]);

        Dictionary<long, long> ByDay(CountedEvent happened) =>
            counts.Events(happened).GroupBy(at => Minutes.Floor(at.Time, Minutes.Day)).ToDictionary(day => day.Key, day => day.Sum(at => at.Times));

        DayOfEvents Day(long day) => new(
            DateOnly.FromDateTime(Minutes.Start(day).UtcDateTime), byEvent.ToDictionary(happened => happened.Key, happened => happened.Value.GetValueOrDefault(day)));
    }

    private static TotalCalls Of(CallCounts counts, string? method, DateTimeOffset taken, long first, int spans, int length)
    {
        var (sums, failed) = (new CallCount[spans], new long[spans]);
        var methods = new List<MethodTotal>();
        foreach (var id in counts.Methods.Where(id => method is null || id == method))
        {
            var (sum, failures) = (default(CallCount), 0L);
            foreach (var (time, count) in counts.Of(id))
            {
                if (Span(time) is { } span)
                {
                    sums[span] = sums[span].Plus(count);
                    sum = sum.Plus(count);
                }
            }

            foreach (var (time, calls) in counts.Failed(id))
            {
                if (Span(time) is { } span)
                {
                    failed[span] += calls;
                    failures += calls;
                }
            }

            if (sum != default)
            {
                methods.Add(new(id, sum, failures));
            }
        }

        return new(taken, Minutes.Start(first), TimeSpan.FromMinutes(length), sums, failed, [.. methods.OrderByDescending(one => one.Count.Started).ThenBy(one => one.Method, StringComparer.Ordinal)]);

        int? Span(long time) => time >= first && (time - first) / length < spans ? (int)((time - first) / length) : null;
    }
}

/// <summary>Represents the calls of some methods in equal spans of time.</summary>
/// <param name="Taken">When the calls were counted.</param>
/// <param name="Start">When the first span begins.</param>
/// <param name="Step">The length of a span.</param>
/// <param name="Counts">The counts of each span.</param>
/// <param name="Failed">The number of failed calls of each span.</param>
/// <param name="Methods">The sums of each method that was called, most calls first.</param>
public sealed record TotalCalls(
    DateTimeOffset Taken, DateTimeOffset Start, TimeSpan Step, IReadOnlyList<CallCount> Counts, IReadOnlyList<long> Failed, IReadOnlyList<MethodTotal> Methods);

/// <summary>Represents the sum of the calls of a method.</summary>
/// <param name="Method">The id of the method.</param>
/// <param name="Count">The counts.</param>
/// <param name="Failed">The number of failed calls.</param>
public readonly record struct MethodTotal(string Method, CallCount Count, long Failed);

/// <summary>Represents the events of a day.</summary>
/// <param name="Date">The day, which begins at midnight UTC.</param>
/// <param name="Times">How often each event happened.</param>
public sealed record DayOfEvents(DateOnly Date, IReadOnlyDictionary<CountedEvent, long> Times);
