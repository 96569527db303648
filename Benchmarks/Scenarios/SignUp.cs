using Serverless.Benchmarks.Load;
using Serverless.Benchmarks.Reports;
using Serverless.Benchmarks.Targets;
using Serverless.LocalHost;

namespace Serverless.Benchmarks.Scenarios;

/// <summary>Measures sign-ups: a unique name, a password hash, and entries in all lists and in the search.</summary>
internal static class SignUp
{
    // More than any target signs up in a run.
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
            Of("Serverless", product.SignUp),
            Of("floor: Argon2id, two writes", floor.SignUp),
            Of("ASP.NET Core Identity", identity.SignUp),
            Of("Better Auth", betterAuth.SignUp),
        ];
        var report = new Report("sign-up", "A sign-up");
        await PasswordWork.Compare(report, contestants, "Sign-ups", pace);
        report.Write(pace);
    }

    /// <summary>Returns a contestant whose requests each sign up a new user.</summary>
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
