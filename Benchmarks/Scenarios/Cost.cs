using Serverless.Benchmarks.Costs;
using Serverless.Benchmarks.Load;
using Serverless.LocalHost;

namespace Serverless.Benchmarks.Scenarios;

/// <summary>Counts what calls and timers cost, and writes docs/cost.md anew.</summary>
internal static class Cost
{
    public static async Task Run(Pace pace)
    {
        await using var azurite = await Azurite.StartAsync(new AzuriteOptions());
        Console.WriteLine("  counting the transactions of every method and timer");
        var page = await Page(azurite.ConnectionString);
        await File.WriteAllTextAsync(CostPage.File, page);
        Console.WriteLine("  written: docs/cost.md");
    }

    /// <summary>The page as it should be.</summary>
    public static async Task<string> Page(string storage)
    {
        var prefix = "cost" + Guid.NewGuid().ToString("N")[..12];
        var methods = await MethodCosts.Measure(storage, prefix);
        var timers = await TimerCosts.Measure(storage, prefix + "t");
        return CostPage.Fill((await File.ReadAllTextAsync(CostPage.File)).ReplaceLineEndings("\n"), methods, timers);
    }
}
