using System.Text.RegularExpressions;
using Serverless.Measuring.Costs;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Rules;

/// <summary>Checks docs/cost.md. The storage transactions of a call of a method or endpoint, or of a run of a timer, change only on purpose.</summary>
public sealed partial class CostsAreCurrent(AzuriteFixture azurite)
{
    [Fact]
    [Trait("Category", Generated.Category)]
    public async Task The_page_states_the_costs_of_all_methods_endpoints_and_timers() => Generated.AssertCurrent("docs/cost.md", await CostPage.Measure(azurite.ConnectionString));

    [Fact]
    public void The_readme_and_the_page_state_the_same_cost_of_an_idle_month()
    {
        var section = new DocPage("README.md").Section("What it costs");
        var totals = IdleMonth().Matches(Repository.Read("docs/cost.md")).Select(total => total.Groups[1].Value).ToList();
        Assert.Equal(2, totals.Count);
        var stated = AfterIdleMonth().Matches(section.ReplaceLineEndings(" ")).Select(price => price.Groups[1].Value);
        Assert.True(totals.SequenceEqual(stated), $"README.md, \"What it costs\": an idle month costs {string.Join(" and ", totals)}, says docs/cost.md.");
    }

    [GeneratedRegex(@"^\| in all, but for the queues \| \| (\S+) \|", RegexOptions.Multiline)]
    private static partial Regex IdleMonth();

    [GeneratedRegex(@"an idle month (?:would )?costs? (\$[0-9.]*[0-9])")]
    private static partial Regex AfterIdleMonth();
}
