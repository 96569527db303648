using System.Globalization;
using System.Text;
using Serverless.Measuring.Programs;

namespace Serverless.Measuring.Costs;

/// <summary>Creates the counted parts of docs/cost.md, and the bill that follows from them.</summary>
internal static class CostPage
{
    public static string File => Machine.PathOf("docs", "cost.md");

    /// <summary>Returns the page with current numbers.</summary>
    public static async Task<string> Measure(string storage)
    {
        var prefix = "cost" + Guid.NewGuid().ToString("N")[..12];
        var methods = await MethodCosts.Measure(storage, prefix);
        var endpoints = await EndpointCosts.Measure(storage, prefix + "e");
        var timers = await TimerCosts.Measure(storage, prefix + "t");
        var inAzure = await TimerCosts.Measure(storage, prefix + "a", TimerCosts.SchedulesInAzure());
        return Fill((await System.IO.File.ReadAllTextAsync(File)).ReplaceLineEndings("\n"), methods, endpoints, timers, inAzure);
    }

    /// <summary>Inserts the parts into the page.</summary>
    /// <param name="page">The page.</param>
    /// <param name="methods">The storage transactions of each method.</param>
    /// <param name="endpoints">The storage transactions of each endpoint.</param>
    /// <param name="timers">The costs of the timers with the default schedules.</param>
    /// <param name="inAzure">The costs of the timers with the schedules of infra/main.bicep.</param>
    public static string Fill(string page, IReadOnlyDictionary<string, long> methods, IReadOnlyList<EndpointCost> endpoints, IReadOnlyList<TimerCost> timers, IReadOnlyList<TimerCost> inAzure) =>
        Replace(Replace(Replace(Replace(page, "methods", Methods(methods)), "endpoints", Endpoints(endpoints)), "timers", Timers(timers)), "timers in Azure", Timers(inAzure));

    private static string Methods(IReadOnlyDictionary<string, long> methods)
    {
        var table = new StringBuilder("| method | storage transactions | a million calls |\n|---|---|---|\n");
        foreach (var (method, transactions) in methods)
        {
            table.Append(CultureInfo.InvariantCulture, $"| `{method}` | {transactions} | {Dollars(transactions * 1_000_000 * Prices.TableTransaction)} |\n");
        }

        return table.ToString();
    }

    private static string Endpoints(IReadOnlyList<EndpointCost> endpoints)
    {
        var table = new StringBuilder("| call | endpoint | storage transactions | a million calls |\n|---|---|---|---|\n");
        foreach (var (id, call, transactions) in endpoints)
        {
            table.Append(CultureInfo.InvariantCulture, $"| `{call}` | `{id}` | {transactions} | {Dollars(transactions * 1_000_000 * Prices.TableTransaction)} |\n");
        }

        return table.ToString();
    }

    private static string Timers(IReadOnlyList<TimerCost> timers)
    {
        var table = new StringBuilder("| timer | schedule | runs in 30 days | transactions a run | transactions in 30 days |\n|---|---|---|---|---|\n");
        foreach (var timer in timers)
        {
            table.Append(CultureInfo.InvariantCulture, $"| `{timer.Name}` | `{timer.Schedule}` | {timer.RunsAMonth:N0} | {timer.Transactions} | {timer.RunsAMonth * timer.Transactions:N0} |\n");
        }

        var (runs, transactions) = (timers.Sum(timer => timer.RunsAMonth), timers.Sum(timer => timer.RunsAMonth * timer.Transactions));
        var gigabyteSeconds = runs * Prices.InstanceGigabytes * Prices.ShortestSeconds;
        table.Append(CultureInfo.InvariantCulture, $"| all | | {runs:N0} | | {transactions:N0} |\n\n");
        var prices = (Storage: transactions * Prices.TableTransaction, Executions: Math.Max(0, runs - Prices.FreeExecutions) * Prices.Execution, Time: Math.Max(0, gigabyteSeconds - Prices.FreeGigabyteSeconds) * Prices.GigabyteSecond);
        table.Append("| an idle month | amount | price |\n|---|---|---|\n");
        table.Append(CultureInfo.InvariantCulture, $"| storage transactions of the timers | {transactions:N0} | {Dollars(prices.Storage)} |\n");
        table.Append(CultureInfo.InvariantCulture, $"| executions, {Prices.FreeExecutions:N0} of them free | {runs:N0} | {Dollars(prices.Executions)} |\n");
        table.Append(CultureInfo.InvariantCulture, $"| GB-seconds, {Prices.FreeGigabyteSeconds:N0} of them free: each run counts {Prices.ShortestSeconds:0} s on an instance of {Prices.InstanceGigabytes:0} GB, if no two fall together | {gigabyteSeconds:N0} | {Dollars(prices.Time)} |\n");
        table.Append(CultureInfo.InvariantCulture, $"| looks at {TimerCosts.Queues} queues, one a minute each while an instance is up | at most {TimerCosts.Queues * 30 * 24 * 60:N0} | by the price of queue operations |\n");
        table.Append(CultureInfo.InvariantCulture, $"| in all, but for the queues | | {Dollars(prices.Storage + prices.Executions + prices.Time)} |\n");
        return table.ToString();
    }

    private static string Dollars(decimal amount) => amount == 0 ? "nothing" : string.Create(CultureInfo.InvariantCulture, $"${(amount < 0.1m ? amount.ToString("0.000", CultureInfo.InvariantCulture) : amount.ToString("0.00", CultureInfo.InvariantCulture))}");

    private static string Replace(string page, string part, string content)
    {
        var (begin, end) = ($"<!-- {part} -->\n", $"<!-- /{part} -->");
        var from = page.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        var to = page.IndexOf(end, StringComparison.Ordinal);
        return from >= begin.Length && to >= from ? page[..from] + content + page[to..] : throw new InvalidOperationException($"docs/cost.md has no {begin.Trim()} ... {end}.");
    }
}
