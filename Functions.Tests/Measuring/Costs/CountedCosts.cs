using System.Globalization;
using System.Text.RegularExpressions;

namespace Serverless.Measuring.Costs;

/// <summary>The counted numbers of docs/cost.md. A test compares the page with the actual costs of calls and timers.</summary>
/// <param name="operations">Storage transactions of a call, by id of the method or endpoint.</param>
/// <param name="timers">The timers with the schedules of infra/main.bicep.</param>
internal sealed partial class CountedCosts(IReadOnlyDictionary<string, long> operations, IReadOnlyList<TimerCost> timers)
{
    /// <summary>Gets the timers of an app in Azure.</summary>
    public IReadOnlyList<TimerCost> Timers => timers;

    /// <summary>Reads the page.</summary>
    public static CountedCosts Read() => Parse(File.ReadAllText(CostPage.File).ReplaceLineEndings("\n"));

    /// <summary>Finds the numbers in the text of the page.</summary>
    /// <exception cref="InvalidOperationException">Thrown when the page has no such tables.</exception>
    public static CountedCosts Parse(string page)
    {
        var operations = Operation().Matches(Section(page, "methods") + Section(page, "endpoints"));
        var timers = Timer().Matches(Section(page, "timers in Azure"));
        return operations.Count > 0 && timers.Count > 0
            ? new(
                operations.ToDictionary(row => row.Groups[1].Value, row => Number(row.Groups[2]), StringComparer.Ordinal),
                [.. timers.Select(row => new TimerCost(row.Groups[1].Value, row.Groups[2].Value, Number(row.Groups[3]), Number(row.Groups[4])))])
            : throw new InvalidOperationException("docs/cost.md has no counted costs.");
    }

    /// <summary>Returns the storage transactions of a call.</summary>
    /// <param name="operation">The id of a method or endpoint.</param>
    /// <exception cref="InvalidOperationException">Thrown when the page has no such row.</exception>
    public long Of(string operation) =>
        operations.TryGetValue(operation, out var transactions) ? transactions : throw new InvalidOperationException($"docs/cost.md has no row for {operation}.");

    /// <summary>Returns the runs of a timer in 30 days.</summary>
    /// <param name="name">The name of the timer's function.</param>
    /// <exception cref="InvalidOperationException">Thrown when the page has no such row.</exception>
    public long RunsOf(string name) =>
        timers.FirstOrDefault(timer => timer.Name == name)?.RunsAMonth ?? throw new InvalidOperationException($"docs/cost.md has no row for {name}.");

    private static string Section(string page, string name)
    {
        var (begin, end) = (page.IndexOf($"<!-- {name} -->", StringComparison.Ordinal), page.IndexOf($"<!-- /{name} -->", StringComparison.Ordinal));
        return begin >= 0 && end > begin ? page[begin..end] : "";
    }

    private static long Number(Group text) => long.Parse(text.Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    // The last two cells of a method's row are its transactions and the price of a million; an endpoint's row has its path before its id.
    [GeneratedRegex(@"^\|(?: `[A-Z]+ [^`]+` \|)? `(/[^`]+)` \| ([\d,]+) \| [^|]+ \|$", RegexOptions.Multiline)]
    private static partial Regex Operation();

    [GeneratedRegex(@"^\| `([^`/]+)` \| `([^`]+)` \| ([\d,]+) \| ([\d,]+) \| [\d,]+ \|$", RegexOptions.Multiline)]
    private static partial Regex Timer();
}
