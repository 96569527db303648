using Serverless.Benchmarks.Costs;
using Serverless.Benchmarks.Scenarios;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Rules;

/// <summary>docs/cost.md is the bill. What a call of a method or a run of a timer costs in storage transactions changes only on purpose.</summary>
public sealed class CostsAreCurrent(AzuriteFixture azurite)
{
    [Fact]
    public async Task The_costs_of_all_methods_and_timers_are_those_of_the_page()
    {
        var page = await Cost.Page(azurite.ConnectionString);
        if (Environment.GetEnvironmentVariable("UPDATE_GENERATED") == "1")
        {
            await File.WriteAllTextAsync(CostPage.File, page, TestContext.Current.CancellationToken);
            return;
        }

        var written = await File.ReadAllTextAsync(CostPage.File, TestContext.Current.CancellationToken);
        Assert.True(
            page == written.ReplaceLineEndings("\n"),
            $"""
            docs/cost.md is out of date. If the change is meant, write it anew with: UPDATE_GENERATED=1 dotnet test
            {string.Join('\n', page.Split('\n').Except(written.Split('\n')))}
            """);
    }
}
