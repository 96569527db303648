using System.Text.RegularExpressions;
using Serverless.Benchmarks.Costs;
using Serverless.Benchmarks.Scenarios;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Rules;

/// <summary>docs/cost.md is the bill. What a call of a method or endpoint or a run of a timer costs in storage transactions changes only on purpose.</summary>
public sealed partial class CostsAreCurrent(AzuriteFixture azurite)
{
    [Fact]
    public async Task The_costs_of_all_methods_endpoints_and_timers_are_those_of_the_page()
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

    [Fact]
    public void The_readme_says_of_an_idle_month_what_the_page_says()
    {
        var section = new DocPage("README.md").Section("What it costs");
        var totals = IdleMonth().Matches(Repository.Read("docs/cost.md")).Select(total => total.Groups[1].Value).ToList();
        Assert.Equal(2, totals.Count);
        Assert.Equal(totals, AfterIdleMonth().Matches(section.ReplaceLineEndings(" ")).Select(price => price.Groups[1].Value));
    }

    [GeneratedRegex(@"^\| in all, but for the queues \| \| (\S+) \|", RegexOptions.Multiline)]
    private static partial Regex IdleMonth();

    [GeneratedRegex(@"an idle month (?:would )?costs? (\$[0-9.]*[0-9])")]
    private static partial Regex AfterIdleMonth();
}
