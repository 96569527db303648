using Serverless.Measuring.Costs;
using Serverless.Benchmarks.Load;
using Serverless.LocalHost;

namespace Serverless.Benchmarks.Scenarios;

/// <summary>Counts the costs of methods, endpoints and timers, and rewrites docs/cost.md.</summary>
internal static class Cost
{
    public static async Task Run(Pace pace)
    {
        await using var azurite = await Azurite.StartAsync(new AzuriteOptions());
        Console.WriteLine("  counting the transactions of every method, endpoint and timer");
        var page = await CostPage.Measure(azurite.ConnectionString);
        await File.WriteAllTextAsync(CostPage.File, page);
        Console.WriteLine("  written: docs/cost.md");
    }
}
