using Serverless.Benchmarks.Load;
using Serverless.Benchmarks.Reports;
using Serverless.Benchmarks.Targets;
using Serverless.LocalHost;

namespace Serverless.Benchmarks.Scenarios;

/// <summary>Measures the cost of authenticated and of anonymous calls.</summary>
internal static class Auth
{
    private const string Profile = "Serverless, profile/read";
    private const string Cached = "Serverless, profile/read, cached";
    private const string Test = "Serverless, test/test of a guest";
    private const string OneRead = "floor: one point read";
    private const string TwoReads = "floor: two point reads";
    private const string Bare = "bare Kestrel, the same profile";
    private const string BareTime = "bare Kestrel, the same time";
    private const string Identity = "ASP.NET Core Identity, user row read";
    private const string BetterAuth = "Better Auth, get-session";

    private static readonly string[] Names = [Profile, Cached, Test, OneRead, TwoReads, Bare, BareTime, Identity, BetterAuth];

    public static async Task Run(Pace pace)
    {
        await using var azurite = await Azurite.StartAsync(new AzuriteOptions());
        await using var floor = await Floor.Start(azurite.ConnectionString);
        await using var product = await Product.Start(azurite.ConnectionString, "auth");
        await using var cached = await Product.Start(azurite.ConnectionString, "auth", "--Auth:CacheSeconds=60");
        await using var identity = await IdentityPeer.Start();
        await using var betterAuth = await Targets.BetterAuth.Start();
        var token = await product.Session((await product.SignUp(1))[0]);
        await identity.SignUp(1);
        await betterAuth.SignUp(1);
        Contestant[] contestants =
        [
            new(Profile, product.Call("profile/read", token)),
            new(OneRead, floor.Reads(1)),
            new(TwoReads, floor.Reads(2)),
            new(Cached, cached.Call("profile/read", token)),
            new(Bare, floor.Bare),
            new(Test, product.Call("test/test")),
            new(BareTime, floor.Time),
            new(Identity, await identity.WhoAmI()),
            new(BetterAuth, await betterAuth.WhoAmI()),
        ];

        var report = new Report("auth", "A checked call");
        foreach (var connections in (int[])[16, 64])
        {
            var rounds = await Rounds.Run(contestants, connections, pace);
            Describe(report, rounds, connections);
        }

        report.Write(pace);
    }

    private static void Describe(Report report, Rounds rounds, int connections)
    {
        report.Goal($"{Profile} by {OneRead}, {connections} connections", rounds.Ratio(Profile, OneRead, result => result.PerSecond), 0.8);
        report.Goal($"the same, p99", rounds.Ratio(Profile, OneRead, result => result.P99), 1.5, atLeast: false);
        report.Goal($"{Profile} by {BetterAuth}, {connections} connections", rounds.Ratio(Profile, BetterAuth, result => result.PerSecond), 2.5);
        report.Goal($"{Cached} by {Bare}, {connections} connections", rounds.Ratio(Cached, Bare, result => result.PerSecond), 0.5);
        report.Goal($"{Test} by {BareTime}, {connections} connections", rounds.Ratio(Test, BareTime, result => result.PerSecond), 0.5);
        report.Heading($"{connections} connections");
        report.Table([
            ["target", "requests/s", "p50 ms", "p99 ms", "failed"],
            .. Names.Select(name => (string[])
            [
                name,
                rounds.Of(name, result => result.PerSecond).Text("N0"),
                rounds.Of(name, result => result.P50).Text("N2"),
                rounds.Of(name, result => result.P99).Text("N2"),
                $"{rounds.Failed(name)}",
            ]),
        ]);
        report.Draw(new Chart($"Checked calls a second, {connections} connections", [.. Names.Select(name => (name, rounds.Of(name, result => result.PerSecond).Median))]));
    }
}
