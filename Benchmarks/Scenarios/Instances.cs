using System.Diagnostics;
using System.Globalization;
using Serverless.Benchmarks.Load;
using Serverless.Benchmarks.Reports;
using Serverless.Benchmarks.Targets;
using Serverless.LocalHost;
using Serverless.Measuring.Costs;

namespace Serverless.Benchmarks.Scenarios;

/// <summary>Measures several instances that share storage: the cost of sign-ups by their number, and whether each instance shows each change at once.</summary>
internal static class Instances
{
    private const string Prefix = "instances";
    private const int Connections = 8; // for each instance
    private const int Changing = 4; // instances that make mixed changes
    private const int MembersOfInstance = 16;

    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(6);
    // For each instance, because all of them compile their code at once on the processors of this machine.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(6);

    // Timers run without calls, too, and emails are not part of a change of an email address.
    private static readonly string[] Settings = [.. TimerCosts.TimersOff, "--AzureWebJobs.deliver-email.Disabled=true"];

    public static async Task Run(Pace pace)
    {
        var report = new Report("instances", "Several instances");
        report.Say(string.Create(CultureInfo.InvariantCulture, $"Each storage request takes {Latency.TotalMilliseconds:0} ms longer, as on a network. {Connections} connections for each instance. Requests are those of the calls, of the folds of the index that follow, and of the call log; the timers are off. Requests and conflicts do not depend on other work on the machine; times and rates do, and all instances share its processors with the clients and with Azurite."));
        await SignUps(report, pace);
        await Changes(report, pace);
        report.Write(pace);
    }

    private static async Task SignUps(Report report, Pace pace)
    {
        var results = new List<Measured>();
        foreach (var count in (int[])[1, 2, 4, 8])
        {
            results.Add(await SignUps(count, Connections, pace));
        }

        // With one connection each, storage is not busy, so the instances show what they themselves can do.
        var single = new List<Measured>();
        foreach (var count in (int[])[1, 4])
        {
            single.Add(await SignUps(count, 1, pace));
        }

        var (one, most) = (results[0], results.MaxBy(result => result.OfCalls)!);
        report.Goal("requests of a sign-up, at the number of instances where they are most, by one instance", new Spread([most.OfCalls / one.OfCalls]), 1.1, atLeast: false);
        report.Goal("the same, with folds and call log", new Spread([results.Max(result => result.Requests) / one.Requests]), 1.1, atLeast: false);
        report.Goal("conflicts between users, at all numbers of instances", new Spread([results.Concat(single).Sum(result => (double)result.Conflicts)]), 0, atLeast: false);
        report.Goal("failed sign-ups", new Spread([results.Concat(single).Sum(result => (double)result.Load.Failed)]), 0, atLeast: false);
        report.Goal("p99 by p50, at the number of instances where it is most", new Spread([results.Max(result => result.Load.P99 / result.Load.P50)]), 4, atLeast: false);
        report.Goal($"sign-ups a second of four instances by one, {Connections} connections each", new Spread([results.Single(result => result.Count == 4).Load.PerSecond / one.Load.PerSecond]), 2.5);
        report.Goal("the same, one connection each", new Spread([single[1].Load.PerSecond / single[0].Load.PerSecond]), 2.5);
        report.Heading("Sign-ups without a password");
        report.Say(string.Create(CultureInfo.InvariantCulture, $"With {Connections} connections one instance already makes {one.StorageRate:N0} storage requests a second, and more instances do not make more: Azurite is one thread. It limits the rate, not the instances. Azure has no such limit for an account below 20,000 requests a second. With one connection each, Azurite has time left."));
        report.Table([
            ["instances", "connections of each", "sign-ups/s", "p50 ms", "p99 ms", "failed", "conflicts", "repeated writes", "requests of the call", "with folds and call log", "storage requests/s of the calls"],
            .. results.Concat(single).Select(result => (string[])
            [
                Text(result.Count, "0"), Text(result.Connections, "0"), Text(result.Load.PerSecond, "0.0"), Text(result.Load.P50, "0"), Text(result.Load.P99, "0"), Text(result.Load.Failed, "0"), Text(result.Conflicts, "0"),
                Text(result.Repeated, "0"), Text(result.OfCalls, "0.00"), Text(result.Requests, "0.00"), Text(result.StorageRate, "N0"),
            ]),
        ]);
    }

    private static async Task<Measured> SignUps(int count, int connections, Pace pace)
    {
        await using var azurite = await Azurite.StartAsync(new AzuriteOptions());
        var tally = new StorageTally(Prefix);
        await using var fleet = await Fleet.Start(azurite.ConnectionString, Prefix, count, tally, Settings);
        fleet.Slow(Latency);
        await SignUp(fleet, connections, WarmUp * count);
        await Folded(azurite.ConnectionString);
        tally.Reset();
        var load = await SignUp(fleet, connections, pace.Length * 3);
        var conflicts = tally.ConflictsOf("Accounts", "Names", "Changes", "Counters");
        await Folded(azurite.ConnectionString);
        var ofCalls = tally.ByTable.Where(table => table.Key is "Accounts" or "Names" or "Counters" or "Limits").Sum(table => table.Value) + load.Count; // and one insert into table Changes
        var measured = new Measured(count, connections, load, tally.All / (double)load.Count, ofCalls / (double)load.Count, conflicts, tally.Repeated);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {count} instances, {connections} connections each: {load.PerSecond:0.0} sign-ups/s, {measured.Requests:0.00} requests each, {measured.OfCalls:0.00} of them of the call, p50 {load.P50:0} ms, p99 {load.P99:0} ms, {load.Failed} failed, {conflicts} conflicts, {tally.Repeated} repeated writes"));
        return measured;
    }

    private static async Task Changes(Report report, Pace pace)
    {
        await using var azurite = await Azurite.StartAsync(new AzuriteOptions());
        var tally = new StorageTally(Prefix);
        await using var fleet = await Fleet.Start(azurite.ConnectionString, Prefix, Changing, tally, Settings);
        var changes = new MixedChanges(fleet.Root);
        await changes.AddMembers(fleet.Any, MembersOfInstance * Changing);
        fleet.Slow(Latency);
        await Make(fleet, changes, WarmUp * Changing, _ => Task.CompletedTask);
        await Folded(azurite.ConnectionString);
        changes.Reset();
        tally.Reset();
        var made = await Make(fleet, changes, pace.Length * 3, _ => Task.CompletedTask);
        await Folded(azurite.ConnectionString);
        var perChange = tally.All / (double)made;
        var byTable = string.Join(", ", tally.ByTable.OrderByDescending(table => table.Value).Select(table => string.Create(CultureInfo.InvariantCulture, $"{table.Key} {table.Value / (double)made:0.00}")));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {made} changes, {perChange:0.00} requests each: {byTable}"));

        var wrong = new List<string>();
        var shown = await Make(fleet, changes, pace.Length * 5, async change =>
        {
            if (await Difference(fleet, change) is { } difference)
            {
                lock (wrong)
                {
                    wrong.Add(difference);
                }
            }
        });
        fleet.Slow(TimeSpan.Zero);
        var stored = await ListCheck.Stored(azurite.ConnectionString, Prefix);
        var differences = 0;
        foreach (var instance in fleet.Instances)
        {
            var found = await ListCheck.Differences(instance.Client, fleet.Root, stored, searches: 30);
            differences += found.Count;
            wrong.AddRange(found);
        }

        wrong.ForEach(one => Console.WriteLine("  WRONG " + one));
        report.Goal("requests of a mixed change, four instances", new Spread([perChange]), 12, atLeast: false);
        report.Goal("changes that another instance did not show at once", new Spread([wrong.Count - differences]), 0, atLeast: false);
        report.Goal("differences between lists and searches of each instance and the users, at once", new Spread([differences]), 0, atLeast: false);
        report.Goal("failed changes", new Spread([changes.Failed]), 0, atLeast: false);
        report.Heading("Mixed changes");
        report.Say($"{Changing} instances, {MixedChanges.Mix}. The rest of a deletion, which a queue does, is counted; emails are not.");
        report.Say(string.Create(CultureInfo.InvariantCulture, $"{made:N0} changes made {perChange:0.00} requests each, by table: {byTable}. After each of {shown:N0} more changes another instance was asked at once. At the end each instance listed {stored.Count:N0} users in three orders, and made 30 searches, while records of the last changes were not folded yet."));
    }

    /// <summary>Makes changes on all instances, and calls a function after each one.</summary>
    private static async Task<int> Make(Fleet fleet, MixedChanges changes, TimeSpan length, Func<MadeChange, Task> then)
    {
        var (end, made) = (Stopwatch.GetTimestamp() + (long)(length.TotalSeconds * Stopwatch.Frequency), 0);
        await Task.WhenAll(fleet.Instances.SelectMany(instance => Enumerable.Repeat(instance, Connections)).Select(instance => Task.Run(async () =>
        {
            while (Stopwatch.GetTimestamp() < end)
            {
                if (await changes.Make(instance.Client, then))
                {
                    Interlocked.Increment(ref made);
                }
            }
        })));
        return made;
    }

    /// <summary>Asks any instance for a change that was acknowledged. Returns what differs; null if nothing does.</summary>
    private static async Task<string?> Difference(Fleet fleet, MadeChange change)
    {
        var answer = await ListCheck.Search(fleet.Any, fleet.Root, change.Text);
        var found = answer.Total == 0 ? [] : answer.Data.EnumerateArray().Select(user => (Id: user.GetProperty("id").GetString(), IsEnabled: user.GetProperty("enabled").GetBoolean())).ToArray();
        return change.Id is null && found.Length == 0 ? null
            : found is [var user] && user == (change.Id, change.IsEnabled) ? null
            : $"{change} was shown as {string.Join(", ", found)}";
    }

    private static async Task<LoadResult> SignUp(Fleet fleet, int connections, TimeSpan length)
    {
        var (start, end) = (Stopwatch.GetTimestamp(), Stopwatch.GetTimestamp() + (long)(length.TotalSeconds * Stopwatch.Frequency));
        var samples = await Task.WhenAll(fleet.Instances.SelectMany(instance => Enumerable.Repeat(instance, connections)).Select(instance => Task.Run(async () =>
        {
            var own = new ConnectionSamples();
            for (long now; (now = Stopwatch.GetTimestamp()) < end;)
            {
                var answer = await instance.Client.SignUpTemporarily();
                var finished = Stopwatch.GetTimestamp();
                own.Add(finished - now, Math.Min(finished, end) - Math.Max(now, start), answer.IsSuccess);
            }

            return own;
        })));
        return LoadResult.Of(samples, length);
    }

    /// <summary>Waits until all recorded changes are folded.</summary>
    private static async Task Folded(string storage)
    {
        var started = Stopwatch.GetTimestamp();
        while (await ListCheck.Pending(storage, Prefix) > 0)
        {
            if (Stopwatch.GetElapsedTime(started) > TimeSpan.FromMinutes(4))
            {
                throw new BenchmarkFailedException("Changes were not folded within four minutes.");
            }

            await Task.Delay(TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>What sign-ups on a number of instances took.</summary>
    private sealed record Measured(int Count, int Connections, LoadResult Load, double Requests, double OfCalls, int Conflicts, int Repeated)
    {
        public double StorageRate => Load.PerSecond * OfCalls;
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
