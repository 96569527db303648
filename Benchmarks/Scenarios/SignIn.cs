using Serverless.Benchmarks.Load;
using Serverless.Benchmarks.Reports;
using Serverless.Benchmarks.Targets;
using Serverless.LocalHost;

namespace Serverless.Benchmarks.Scenarios;

/// <summary>Measures the cost of a sign-in, and the throughput of other calls during many sign-ins.</summary>
internal static class SignIn
{
    private const string Product = "Serverless";
    private const string Floor = "floor: Argon2id, one read, one write";
    private const string Identity = "ASP.NET Core Identity";
    private const string BetterAuth = "Better Auth";
    private const int Storming = 64;

    // Enough users that none reaches the limit of 50 sessions. Few users ever reach it, and their sign-ins also end the oldest session.
    private const int Users = 512;
    private const int Calling = 16;

    public static async Task Run(Pace pace)
    {
        await using var azurite = await Azurite.StartAsync(new AzuriteOptions());
        await using var floor = await Targets.Floor.Start(azurite.ConnectionString);
        await using var product = await Targets.Product.Start(azurite.ConnectionString, "signin");
        await using var identity = await IdentityPeer.Start();
        await using var betterAuth = await Targets.BetterAuth.Start();
        Console.WriteLine($"  making {Users} users of each");
        // The last user makes calls and does not sign in again.
        var names = await product.SignUp(Users + 1);
        var token = await product.Session(names[^1]);
        await identity.SignUp(Users);
        await betterAuth.SignUp(Users);
        Contestant[] contestants =
        [
            new(Product, [.. names.Take(Users).Select(product.SignIn)]),
            new(Floor, floor.SignIn),
            new(Identity, [.. Enumerable.Range(0, Users).Select(identity.SignIn)]),
            new(BetterAuth, [.. Enumerable.Range(0, Users).Select(betterAuth.SignIn)]),
        ];
        var report = new Report("sign-in", "A sign-in");
        await PasswordWork.Compare(report, contestants, "Sign-ins", pace);
        (string Name, Contestant Calls, Contestant Storm)[] storms =
        [
            (Product, new(Product, product.Call("profile/read", token)), contestants[0]),
            (Floor, new(Floor, floor.Reads(1)), contestants[1]),
            (Identity, new(Identity, await identity.WhoAmI()), contestants[2]),
            (BetterAuth, new(BetterAuth, await betterAuth.WhoAmI()), contestants[3]),
        ];
        await Storm(report, storms, pace);
        report.Write(pace);
    }

    /// <summary>Measures ordinary calls alone, then while <see cref="Storming"/> connections sign in.</summary>
    private static async Task Storm(Report report, IReadOnlyList<(string Name, Contestant Calls, Contestant Storm)> all, Pace pace)
    {
        var (alone, during, signIns) = (new Rounds(), new Rounds(), new Rounds());
        for (var round = 1; round <= pace.Rounds; round++)
        {
            foreach (var (name, calls, storm) in all)
            {
                alone.Add(name, await HttpLoad.Run(calls.RequestsOfRun(), Calling, pace.WarmUp, pace.Length));
                var storming = HttpLoad.Run(storm.RequestsOfRun(), Storming, TimeSpan.Zero, pace.WarmUp + pace.Length + TimeSpan.FromSeconds(0.5));
                during.Add(name, await HttpLoad.Run(calls.RequestsOfRun(), Calling, pace.WarmUp, pace.Length));
                signIns.Add(name, await storming);
                Console.WriteLine($"  storm, round {round}/{pace.Rounds}  {name}");
                if (alone.Failed(name) > 0)
                {
                    throw new InvalidOperationException($"{name}: calls failed that nothing disturbed, so their speed says nothing.");
                }
            }
        }

        var kept = all.ToDictionary(one => one.Name, one => During(one.Name, alone, during, result => result.PerSecond));
        report.Goal($"calls that {Product} keeps in a storm of sign-ins", kept[Product], 0.4);
        report.Goal("the same, p99 by p99 alone", During(Product, alone, during, result => result.P99), 3, atLeast: false);
        report.Heading($"Ordinary calls during a storm: {Calling} connections call, {Storming} sign in");
        report.Table([
            ["target", "calls/s alone", "during the storm", "kept", "p99 ms alone", "during the storm", "sign-ins/s of the storm", "failed calls and sign-ins"],
            .. all.Select(one => (string[])
            [
                one.Name,
                alone.Of(one.Name, result => result.PerSecond).Text("N0"),
                during.Of(one.Name, result => result.PerSecond).Text("N0"),
                kept[one.Name].Text("P0"),
                alone.Of(one.Name, result => result.P99).Text("N1"),
                during.Of(one.Name, result => result.P99).Text("N1"),
                signIns.Of(one.Name, result => result.PerSecond).Text("N0"),
                $"{during.Failed(one.Name) + signIns.Failed(one.Name)}",
            ]),
        ]);
    }

    private static Spread During(string name, Rounds alone, Rounds during, Func<LoadResult, double> value) => during.Ratio(name, alone, name, value);
}
