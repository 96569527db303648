using Serverless.Benchmarks.Costs;
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
        var page = await Page(azurite.ConnectionString);
        await File.WriteAllTextAsync(CostPage.File, page);
        Console.WriteLine("  written: docs/cost.md");
    }

    /// <summary>Returns the page with current numbers.</summary>
    public static async Task<string> Page(string storage)
    {
        var prefix = "cost" + Guid.NewGuid().ToString("N")[..12];
        var methods = await MethodCosts.Measure(storage, prefix);
        var endpoints = await EndpointCosts.Measure(storage, prefix + "e");
        var timers = await TimerCosts.Measure(storage, prefix + "t");
        var inAzure = await TimerCosts.Measure(storage, prefix + "a", TimerCosts.SchedulesInAzure());
        return CostPage.Fill((await File.ReadAllTextAsync(CostPage.File)).ReplaceLineEndings("\n"), methods, endpoints, timers, inAzure);
    }
}
