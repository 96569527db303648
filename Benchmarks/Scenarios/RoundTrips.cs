using System.Diagnostics;
using System.Globalization;
using Serverless.Benchmarks.Load;
using Serverless.Benchmarks.Reports;
using Serverless.LocalHost;
using Serverless.Measuring.Costs;
using Serverless.Measuring.Programs;

namespace Serverless.Benchmarks.Scenarios;

/// <summary>
/// Counts the storage requests that a caller waits for one after the other. Storage is slowed down by a fixed time for each request: the caller waits that time longer for
/// each request that follows another one.
/// </summary>
internal static class RoundTrips
{
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(200);

    private static readonly Counted[] Calls =
    [
        Endpoint("sign_up_temporarily", "/accounts/sign-up-temporarily", HttpMethod.Post, "/api/v2/sign_up_temporarily", 5, 8),
        Method("session/signup", 5, 9),
        Method("session/signin", 3, 6) with { IsLimited = true },
        Endpoint("v2/sign_in", "/accounts/sign-in", HttpMethod.Post, "/api/v2/sign_in", 4, 5),
        Endpoint("v2/user, with a private token", "/accounts/read-user", HttpMethod.Get, "/api/v2/user", 2, 2),
        Method("profile/set-email", 5),
        Method("profile/set-telegram-username", 5),
        Method("profile/set-username", 5),
        Method("admin/users/set-username", 5),
        Method("admin/users/delete", 6),
        Method("profile/read", 1, 1),
        Method("session/signout"),
        Method("api-tokens/create"),
        Method("notifications/read"),
        Method("admin/users/read"),
        Method("admin/users/set-enabled"),
    ];

    public static async Task Run(Pace pace)
    {
        await using var azurite = await Azurite.StartAsync(new AzuriteOptions());
        var report = new Report("round-trips", "Round trips");
        report.About("Other work on the machine does not change these numbers.");
        report.Say(string.Create(CultureInfo.InvariantCulture, $"Each call alone. Sequential round trips: how much longer a caller waits when each storage request takes {Latency.TotalMilliseconds:0} ms longer, by these {Latency.TotalMilliseconds:0} ms. Requests that run at the same time count once; requests after the response do not count. Requests: all of them, also those after the response, but none of the call log and of folds, which serve many calls."));
        report.Say("Without limits is the goal's own condition, but for `session/signin`. With limits, a call with a limit of its own makes one or two requests more.");
        List<string[]> rows = [["call", "round trips", "requests", "with limits: round trips", "requests"]];
        var without = await Measure(azurite.ConnectionString, "trips", pace, "--RateLimits:Enabled=false");
        var with = await Measure(azurite.ConnectionString, "limited", pace);
        foreach (var (index, call) in Calls.Index())
        {
            var (free, limited) = (without[index], with[index]);
            var judged = call.IsLimited ? limited : free;
            Judge(report, $"`{call.Name}`: sequential round trips", judged.Trips, call.GoalOfTrips);
            Judge(report, $"`{call.Name}`: requests", judged.Requests, call.GoalOfRequests);
            rows.Add([$"`{call.Name}`", Text(free.Trips), $"{free.Requests}", Text(limited.Trips), $"{limited.Requests}"]);
        }

        report.Table(rows);
        report.Say("The last of `profile/set-email` is the message for the email. It is sent before the response, because on Azure an instance may stop at the response. A method that always reads its own caller reads the user row at the same time as the session row. A change of another user checks the caller's session again, at the same time as the last preparation of the change.");
        report.Write(pace);
    }

    private static void Judge(Report report, string what, double measured, int? goal)
    {
        if (goal is { } most)
        {
            // A call lasts a little longer than its round trips, so a tenth of a trip is no trip.
            report.Goal(what, new Spread([Math.Floor(measured + 0.5)]), most, atLeast: false);
        }
    }

    private static string Text(double trips) => trips.ToString("0.0", CultureInfo.InvariantCulture);

    private static async Task<List<Cost>> Measure(string storage, string prefix, Pace pace, params IReadOnlyList<string> settings)
    {
        await using var proxy = await StorageProxy.Start(storage);
        await using var app = await InProcess.Start(proxy.Of(storage), prefix, null, [.. TimerCosts.JobsOff, "--CallLog:FlushSeconds=3600", .. settings]);
        var costs = new List<Cost>();
        foreach (var call in Calls)
        {
            await Time(app, proxy, TimeSpan.Zero, call); // what an instance reads once
            var (fast, slow) = (new List<Cost>(), new List<Cost>());
            for (var round = 0; round < pace.Rounds; round++)
            {
                fast.Add(await Time(app, proxy, TimeSpan.Zero, call));
                slow.Add(await Time(app, proxy, Latency, call));
            }

            // The least time is the one that other work on the machine disturbed least.
            var trips = (slow.Min(one => one.Trips) - fast.Min(one => one.Trips)) / Latency.TotalMilliseconds;
            costs.Add(new(trips, fast.Concat(slow).Min(one => one.Requests)));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {prefix,-8} {call.Name,-32} {trips,5:0.0} round trips  {costs[^1].Requests,3} requests"));
        }

        return costs;
    }

    /// <summary>Makes a call of a new user. Returns its time in milliseconds in place of its round trips.</summary>
    private static async Task<Cost> Time(InProcess app, StorageProxy proxy, TimeSpan latency, Counted counted)
    {
        var call = await counted.Prepare(await Actors.Make(app));
        await app.FinishFollowUps();
        var (before, started) = (app.Transactions, Stopwatch.GetTimestamp());
        proxy.Latency = latency;
        await call();
        var took = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        proxy.Latency = TimeSpan.Zero;
        await app.FinishFollowUps();
        return new(took, app.Transactions - before);
    }

    private static Counted Method(string name, int? trips = null, int? requests = null) => new(name, Scripts.All["/v1/" + name], trips, requests);

    private static Counted Endpoint(string name, string id, HttpMethod verb, string path, int trips, int requests) => new(
        name,
        async actors =>
        {
            var request = await EndpointScripts.All[id](actors);
            return () => actors.App.Endpoint(verb, path, request);
        },
        trips,
        requests);

    private sealed record Counted(string Name, Func<Actors, Task<Func<Task>>> Prepare, int? GoalOfTrips, int? GoalOfRequests)
    {
        /// <summary>Gets whether the goal is that of a call with limits.</summary>
        public bool IsLimited { get; init; }
    }

    private sealed record Cost(double Trips, long Requests);
}
