using Serverless.Measuring.Costs;
using Serverless.Benchmarks.Load;
using Serverless.Benchmarks.Reports;
using Serverless.Measuring.Simulation;
using Serverless.Domain.CallLog;

namespace Serverless.Benchmarks.Scenarios;

/// <summary>Models large numbers of calls and users with the counted costs, and checks the model against a short run.</summary>
internal static class Simulate
{
    private const int CacheSeconds = 60;

    public static async Task Run(Pace pace)
    {
        Console.WriteLine("  calling the product with the mix, for half a minute");
        var comparisons = await MixRun.Compare(pace == Pace.Quick ? 2_000 : 5_000);
        var (costs, footprint, assumptions, log) = (CountedCosts.Read(), Footprint.Measure(), new Assumptions(), new CallLogOptions());
        var report = new Report("simulate", "Large numbers, simulated");
        SimulatePage.Write(report, new(costs, footprint, assumptions, log), new(costs, footprint, assumptions, log, CacheSeconds), comparisons);
        report.Write(pace);
        if (comparisons.FirstOrDefault(comparison => !comparison.IsClose) is { } far)
        {
            throw new BenchmarkFailedException($"The model differs from what was measured by more than {Comparison.Bound:P0}: {far.What}, model {far.Model:0}, measured {far.Measured:0}.");
        }
    }
}
