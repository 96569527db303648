using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared.Declarations;
using Serverless.Measuring.Programs;

namespace Serverless.Measuring.Costs;

/// <summary>Counts the storage transactions of one successful call of every method, by a user with one session and one API token.</summary>
internal static class MethodCosts
{
    // The minimum of several calls, because a timer may run in between, and a block of user ids is leased from time to time.
    private const int Calls = 3;

    private static readonly TimeSpan AnswersAreKept = TimeSpan.FromMinutes(1);

    /// <summary>A time far from the change of a week, when the call log begins another table.</summary>
    internal static readonly DateTimeOffset Midweek = new(2026, 11, 18, 12, 1, 0, TimeSpan.Zero);

    /// <summary>Returns the costs of all methods, by id.</summary>
    /// <param name="storage">The connection string of an Azurite.</param>
    /// <param name="prefix">The prefix of the tables.</param>
    /// <exception cref="InvalidOperationException">Thrown when a method has no script, or a script no method.</exception>
    public static async Task<SortedDictionary<string, long>> Measure(string storage, string prefix)
    {
        var clock = new MovableClock(Midweek);
        await using var app = await InProcess.Start(storage, prefix, clock, [.. TimerCosts.JobsOff, "--CallLog:FlushSeconds=3600"]);
        var methods = app.Services.GetRequiredService<Catalogue>().All<MethodDeclaration>().Select(method => method.Id).ToList();
        RequireScripts(methods, Scripts.All.Keys, "Functions.Tests/Measuring/Costs/Scripts.cs");
        var costs = new SortedDictionary<string, long>(StringComparer.Ordinal);
        // Methods that start work in the background come last, so that it does not affect other methods.
        foreach (var id in methods.OrderBy(Scripts.HasConsequences).ThenBy(id => id, StringComparer.Ordinal))
        {
            costs[id] = await Least(clock, () => CostOf(app, id));
        }

        return costs;
    }

    /// <summary>Checks that every operation has a script, and that every script has an operation.</summary>
    /// <exception cref="InvalidOperationException">Thrown when an operation has no script, or a script no operation.</exception>
    internal static void RequireScripts(IEnumerable<string> operations, IEnumerable<string> scripts, string file)
    {
        var (needed, there) = (operations.ToHashSet(StringComparer.Ordinal), scripts.ToHashSet(StringComparer.Ordinal));
        if (needed.Except(there).ToList() is { Count: > 0 } missing)
        {
            throw new InvalidOperationException($"{file} does not say how to call {string.Join(", ", missing)}.");
        }

        if (there.Except(needed).ToList() is { Count: > 0 } gone)
        {
            throw new InvalidOperationException($"{file} says how to call {string.Join(", ", gone)}, which is gone.");
        }
    }

    /// <summary>Returns the minimum cost of several calls.</summary>
    internal static async Task<long> Least(MovableClock clock, Func<Task<long>> cost)
    {
        var least = long.MaxValue;
        for (var i = 0; i < Calls; i++)
        {
            clock.Advance(AnswersAreKept);
            least = Math.Min(least, await cost());
        }

        return least;
    }

    private static async Task<long> CostOf(InProcess app, string id)
    {
        var call = await Scripts.All[id](await Actors.Make(app));
        // Transactions that the call log makes for all calls are not counted; those of methods that read the call log are.
        Func<long> count = id.Contains("api-call-log", StringComparison.Ordinal) ? () => app.AllTransactions : () => app.Transactions;
        await app.FinishFollowUps();
        var before = count();
        await call();
        await app.FinishFollowUps();
        return count() - before;
    }
}

/// <summary>The product and the credentials that a call needs.</summary>
/// <param name="App">The product.</param>
/// <param name="Root">A session of root.</param>
/// <param name="Name">A new user.</param>
/// <param name="Id">The id of the new user.</param>
/// <param name="User">A session of the new user.</param>
/// <param name="TokenId">The id of an API token of the new user.</param>
internal sealed record Actors(InProcess App, string Root, string Name, string Id, string User, string TokenId)
{
    private static int _users;

    public static async Task<Actors> Make(InProcess app)
    {
        var name = NewName();
        await app.Call("/v1/session/signup", null, new { username = name, password = TestSettings.Password, email = $"{name}@example.com" });
        var user = await app.Session(name);
        var profile = await app.Call("/v1/profile/read", user);
        var token = await app.Call("/v1/api-tokens/create", user, "robot");
        return new(app, await app.Session("root"), name, profile.GetProperty("data").GetProperty("id").GetString()!, user, token.GetProperty("data").GetProperty("id").GetString()!);
    }

    public static string NewName() => "cost" + Interlocked.Increment(ref _users).ToString("0000", CultureInfo.InvariantCulture);
}
