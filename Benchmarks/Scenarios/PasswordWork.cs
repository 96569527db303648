using Serverless.Benchmarks.Load;
using Serverless.Benchmarks.Reports;

namespace Serverless.Benchmarks.Scenarios;

/// <summary>Compares calls that compute a password hash: sign-ins and sign-ups.</summary>
internal static class PasswordWork
{
    /// <summary>Compares contestants on few and on many connections, and adds goals, tables and charts to a report.</summary>
    /// <param name="report">The report.</param>
    /// <param name="contestants">The product, the floor, ASP.NET Core Identity, and contestants without a goal.</param>
    /// <param name="what">The plural noun of the counted calls, as at the beginning of a heading.</param>
    /// <param name="pace">The number and length of the rounds. Runs take twice as long as in other benchmarks, because responses are slow.</param>
    public static async Task Compare(Report report, IReadOnlyList<Contestant> contestants, string what, Pace pace)
    {
        var (product, floor, identity) = (contestants[0].Name, contestants[1].Name, contestants[2].Name);
        foreach (var connections in (int[])[16, 64])
        {
            var rounds = await Rounds.Run(contestants, connections, pace with { Length = pace.Length * 2 });
            report.Goal($"{product} by {floor}, {connections} connections", rounds.Ratio(product, floor, result => result.PerSecond), 0.85);
            report.Goal($"{product} by {identity}, {connections} connections", rounds.Ratio(product, identity, result => result.PerSecond), 1.8);
            report.Heading($"{connections} connections");
            report.Table([
                ["target", $"{what.ToLowerInvariant()}/s", "p50 ms", "p99 ms", "failed"],
                .. contestants.Select(one => (string[])
                [
                    one.Name,
                    rounds.Of(one.Name, result => result.PerSecond).Text("N1"),
                    rounds.Of(one.Name, result => result.P50).Text("N0"),
                    rounds.Of(one.Name, result => result.P99).Text("N0"),
                    $"{rounds.Failed(one.Name)}",
                ]),
            ]);
            report.Draw(new Chart($"{what} a second, {connections} connections", [.. contestants.Select(one => (one.Name, rounds.Of(one.Name, result => result.PerSecond).Median))], "N1"));
        }
    }
}
