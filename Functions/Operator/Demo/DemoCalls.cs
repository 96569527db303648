using System.Globalization;
using Serverless.Domain.CallLog;
using Serverless.Storage.Rows;

namespace Serverless.Operator.Demo;

/// <summary>
/// Writes the generated calls with the writer of the call log, each time bucket at its time, and counts the log again. The batches have fixed keys, so a run that
/// continues writes no call twice.
/// </summary>
public sealed class DemoCalls(CallBatchRows rows, CallSeriesRows statistics, CallSeries series)
{
    private const int Days = 7;

    private static readonly TimeSpan Bucket = TimeSpan.FromMinutes(10);

    /// <summary>Writes the calls of the week before the demo data, and the statistics.</summary>
    public async Task Run(DemoRow demo, IReadOnlyList<DemoCaller> callers, CancellationToken cancellation)
    {
        var traffic = new DemoTraffic(demo.Begun, callers);
        var written = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, Days), new ParallelOptions { MaxDegreeOfParallelism = Days, CancellationToken = cancellation }, async (day, stop) =>
        {
            var calls = await WriteDay(traffic, day, demo.Begun, stop);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Calls: {Interlocked.Increment(ref written)} of {Days} days ({calls} calls)"));
        });
        // The statistics may have gone past the week already: an app that ran before counted it as empty.
        await statistics.Reset(cancellation);
        await series.Finalise(cancellation);
        await series.Refresh(cancellation);
    }

    /// <summary>Returns all calls that are written.</summary>
    internal static IEnumerable<CallRecord> All(DemoTraffic traffic, DateTimeOffset begun) =>
        Enumerable.Range(0, Days).SelectMany(day => CallsOf(traffic, day, begun)).SelectMany(bucket => bucket.Calls);

    private static IEnumerable<(DateTimeOffset Start, CallRecord[] Calls)> CallsOf(DemoTraffic traffic, int day, DateTimeOffset begun)
    {
        var end = new DateTimeOffset(begun.UtcTicks - (begun.UtcTicks % Bucket.Ticks), TimeSpan.Zero) + Bucket;
        var buckets = (int)(TimeSpan.FromDays(1) / Bucket);
        for (var number = day * buckets; number < (day + 1) * buckets; number++)
        {
            var start = end - TimeSpan.FromDays(Days) + (number * Bucket);
            if (traffic.Of(number, start, Bucket) is { Length: > 0 } calls)
            {
                yield return (start, calls);
            }
        }
    }

    private async Task<int> WriteDay(DemoTraffic traffic, int day, DateTimeOffset begun, CancellationToken cancellation)
    {
        var (clock, count) = (new FixedClock(begun), 0);
        var writer = new BatchWriter(rows, clock, string.Create(CultureInfo.InvariantCulture, $"demo{day}"));
        foreach (var (start, calls) in CallsOf(traffic, day, begun))
        {
            clock.Now = start;
            count += calls.Length;
            foreach (var batch in CallBatch.Pack(calls, writer.NextKey))
            {
                await writer.Save(batch, cancellation);
            }
        }

        return count;
    }
}
