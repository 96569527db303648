using Serverless.Benchmarks.Load;
using Serverless.Benchmarks.Reports;
using Serverless.Benchmarks.Targets;
using Serverless.LocalHost;

namespace Serverless.Benchmarks.Scenarios;

/// <summary>What it costs to become a user: a name that nobody else has, a password's hash, a place in all lists and in the search.</summary>
internal static class SignUp
{
    private const string Product = "Serverless";
    private const string Floor = "floor: Argon2id, two writes";
    private const string Identity = "ASP.NET Core Identity";

    // More than any target makes in a run.
    private const int Newcomers = 4_096;

    public static async Task Run(Pace pace)
    {
        await using var azurite = await Azurite.StartAsync(new AzuriteOptions());
        await using var floor = await Targets.Floor.Start(azurite.ConnectionString);
        await using var product = await Targets.Product.Start(azurite.ConnectionString, "signup");
        await using var identity = await IdentityPeer.Start();
        await using var betterAuth = await BetterAuth.Start();
        Contestant[] contestants =
        [
            Of(Product, product.SignUp),
            Of(Floor, floor.SignUp),
            Of(Identity, identity.SignUp),
            Of("Better Auth", betterAuth.SignUp),
        ];
        var report = new Report("sign-up", "A sign-up");
        foreach (var connections in (int[])[16, 64])
        {
            var rounds = await Rounds.Run(contestants, connections, pace with { Length = pace.Length * 2 });
            report.Goal($"{Product} by {Floor}, {connections} connections", rounds.Ratio(Product, Floor, result => result.PerSecond), 0.85);
            report.Goal($"{Product} by {Identity}, {connections} connections", rounds.Ratio(Product, Identity, result => result.PerSecond), 1.8);
            report.Heading($"{connections} connections");
            report.Table(rounds.Table("sign-ups"));
            report.Draw(new Chart($"Sign-ups a second, {connections} connections", [.. contestants.Select(one => (one.Name, rounds.Of(one.Name, result => result.PerSecond).Median))], "N1"));
        }

        report.Write(pace);
    }

    /// <summary>Somebody new in each request of each run.</summary>
    private static Contestant Of(string name, Func<string, PreparedRequest> signUp)
    {
        var run = 0;
        return new(name, () =>
        {
            run++;
            return [.. Enumerable.Range(0, Newcomers).Select(number => signUp($"newcomer{run}x{number}"))];
        });
    }
}
