using System.Diagnostics;
using System.Globalization;
using Serverless.Benchmarks.Load;
using Serverless.Benchmarks.Reports;
using Serverless.Measuring.Programs;

namespace Serverless.Benchmarks.Scenarios;

/// <summary>Measures pairs of calls of two instances with different amounts of data, in turn: their time and their storage transactions.</summary>
internal static class SideBySide
{
    // Calls of each instance for each round of the pace. Single calls vary by a factor of five, so a median needs many.
    private const int WarmUp = 2;
    private const int Measured = 20;
    private const int Seed = 17;

    /// <summary>A kind of call.</summary>
    /// <param name="Name">The name in the table.</param>
    /// <param name="OfFew">The call on the instance with little data.</param>
    /// <param name="OfMany">The call on the instance with much data.</param>
    internal sealed record Pair(string Name, Func<Task> OfFew, Func<Task> OfMany);

    /// <summary>
    /// Measures all pairs and adds a table to a report. If there is a bound on the time, it also adds goals and a chart; one goal is that the
    /// number of transactions does not grow.
    /// </summary>
    public static async Task Run(Report report, (string Name, InProcess App) few, (string Name, InProcess App) many, IReadOnlyList<Pair> pairs, Pace pace, double? bound)
    {
        var rows = new List<IReadOnlyList<string>> { new[] { "call", $"ms, {few.Name}", $"ms, {many.Name}", "ratio", $"transactions, {few.Name}", $"transactions, {many.Name}" } };
        var (bars, worst, random) = (new List<(string Label, double Value)>(), 0.0, new Random(Seed));
        foreach (var (name, ofFew, ofMany) in pairs)
        {
            var (times, counts) = ((Few: new List<double>(), Many: new List<double>()), (Few: long.MaxValue, Many: long.MaxValue));
            for (var i = 0; i < pace.Rounds * (WarmUp + Measured); i++)
            {
                (double Milliseconds, long Transactions) a, b;
                // In a random order, because storage pauses at regular intervals, to collect garbage.
                if (random.Next(2) == 0)
                {
                    (a, b) = (await Measure(few.App, ofFew), await Measure(many.App, ofMany));
                }
                else
                {
                    (b, a) = (await Measure(many.App, ofMany), await Measure(few.App, ofFew));
                }

                if (i >= pace.Rounds * WarmUp)
                {
                    times.Few.Add(a.Milliseconds);
                    times.Many.Add(b.Milliseconds);
                }

                counts = (Math.Min(counts.Few, a.Transactions), Math.Min(counts.Many, b.Transactions)); // a timer may run in between
            }

            worst = Math.Max(worst, counts.Many / (double)counts.Few);
            bars.Add(($"{name}: {few.Name}", new Spread(times.Few).Median));
            bars.Add((many.Name, new Spread(times.Many).Median));

            // The ratio of the medians, because single calls are too short for meaningful ratios.
            var ratio = new Spread([new Spread(times.Many).Median / new Spread(times.Few).Median]);
            if (bound is { } most)
            {
                report.Goal($"{name}: time at {many.Name} by {few.Name}", ratio, most, atLeast: false);
            }

            rows.Add(
            [
                name, new Spread(times.Few).Text("0.0"), new Spread(times.Many).Text("0.0"), ratio.Median.ToString("0.00", CultureInfo.InvariantCulture),
                counts.Few.ToString(CultureInfo.InvariantCulture), counts.Many.ToString(CultureInfo.InvariantCulture),
            ]);
        }

        if (bound is not null)
        {
            report.Goal($"the most transactions of any of these: at {many.Name} by {few.Name}", new Spread([worst]), 1, atLeast: false);
            report.Draw(new Chart("Milliseconds of a call", bars, "0.0", Ours: many.Name));
        }

        report.Table(rows);
    }

    private static async Task<(double Milliseconds, long Transactions)> Measure(InProcess app, Func<Task> call)
    {
        var (before, started) = (app.AllTransactions, Stopwatch.GetTimestamp());
        await call();
        return (Stopwatch.GetElapsedTime(started).TotalMilliseconds, app.AllTransactions - before);
    }
}
