using System.Diagnostics;
using System.Globalization;
using Serverless.Benchmarks.Load;
using Serverless.Benchmarks.Reports;
using Serverless.Benchmarks.Targets;
using Serverless.LocalHost;

namespace Serverless.Benchmarks.Scenarios;

/// <summary>Kills instances while they fold changes into the index and others change users, and checks lists and searches of the rest.</summary>
internal static class Folds
{
    private const string Prefix = "folds";
    private const int Running = 3;
    private const int Callers = 6;
    private const int Searches = 20;
    private const int MostWrites = 12; // of a fold before its instance is killed

    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(6); // the timer repair-user-index runs every five minutes

    public static async Task Run(Pace pace)
    {
        var kills = pace == Pace.Quick ? 3 : 10;
        await using var azurite = await Azurite.StartAsync(new AzuriteOptions());
        var storage = azurite.ConnectionString;
        var tally = new StorageTally(Prefix);
        await using var fleet = await Fleet.Start(storage, Prefix, Running, tally, ["--AzureWebJobs.deliver-email.Disabled=true"]);
        var changes = new MixedChanges(fleet.Root);
        await changes.AddMembers(fleet.Any, Callers * 6);
        List<string[]> rows = [["kill", "write of the fold at which it came", "changes made meanwhile", "records not folded", "users", "differences at once"]];
        var wrong = 0;
        for (var kill = 1; kill <= kills; kill++)
        {
            // Each time at another write: 5 has no factor in common with their number.
            var write = (kill * 5 % MostWrites) + 1;
            var made = await KillWhileFolding(fleet, changes, write);
            fleet.Slow(TimeSpan.Zero);
            var pending = await ListCheck.Pending(storage, Prefix);
            await fleet.Add(_ => { }); // the one that takes its place is asked, too
            var (users, differences) = await Check(fleet, storage);
            wrong += differences;
            rows.Add([.. new[] { kill, write, made, pending, users, differences }.Select(number => number.ToString(CultureInfo.InvariantCulture))]);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  kill {kill}/{kills}: at write {write} of a fold; {made} changes, {pending} records not folded, {users} users, {differences} differences"));
        }

        var started = Stopwatch.GetTimestamp();
        while (await ListCheck.Pending(storage, Prefix) > 0)
        {
            if (Stopwatch.GetElapsedTime(started) > Longest)
            {
                throw new BenchmarkFailedException("The last changes were not folded.");
            }

            await Task.Delay(TimeSpan.FromSeconds(1));
        }

        var (all, atTheEnd) = await Check(fleet, storage);
        Report(kills, wrong, atTheEnd, all, rows).Write(pace);
    }

    private static Report Report(int kills, int wrong, int atTheEnd, int users, List<string[]> rows)
    {
        var report = new Report("folds", "Instances killed while they fold");
        report.About("Other work on the machine does not change these numbers.");
        report.Goal("instances killed while they folded", new Spread([kills]), kills);
        report.Goal("differences between lists and searches and the users, at once after each kill", new Spread([wrong]), 0, atLeast: false);
        report.Goal("the same, when everything was folded", new Spread([atTheEnd]), 0, atLeast: false);
        report.Say($"{Running} instances, each storage request takes {Latency.TotalMilliseconds:0} ms longer. {Callers} callers change users: {MixedChanges.Mix}. When an instance folds these changes into the trees of the index, it is killed (SIGKILL): each time at another write of the fold, and up to 20 ms after it. A new instance takes its place.");
        report.Say($"After each kill every instance lists all users in three orders and makes {Searches} searches. The lists are compared with the rows of the users themselves, one by one.");
        report.Table(rows);
        report.Say(string.Create(CultureInfo.InvariantCulture, $"At the end all records were folded and deleted, and the trees alone showed {users:N0} users."));
        return report;
    }

    /// <summary>Lets callers change users until an instance folds, and kills that instance.</summary>
    /// <param name="fleet">The instances.</param>
    /// <param name="changes">The changes.</param>
    /// <param name="write">The number of the write of the fold at which its instance is killed.</param>
    /// <returns>The number of changes made meanwhile.</returns>
    private static async Task<int> KillWhileFolding(Fleet fleet, MixedChanges changes, int write)
    {
        var chosen = new TaskCompletionSource<Instance>(TaskCreationOptions.RunContinuationsAsynchronously);
        foreach (var instance in fleet.Instances)
        {
            var written = 0;
            instance.Proxy.Executed = (request, status) =>
            {
                var isWrite = request is { IsWrite: true, Target: Prefix + "Index" } && status < 300;
                if (isWrite && Interlocked.Increment(ref written) == write)
                {
                    chosen.TrySetResult(instance);
                }
            };
        }

        fleet.Slow(Latency);
        var (running, made) = (fleet.Instances.ToList(), 0);
        using var stop = new CancellationTokenSource();
        var calling = Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                if (await changes.Make(running[caller % running.Count].Client, _ => Task.CompletedTask))
                {
                    Interlocked.Increment(ref made);
                }

                await Task.Delay(TimeSpan.FromMilliseconds(50)); // some hundred changes for each fold
            }
        })));
        var victim = await chosen.Task.WaitAsync(Longest);
        await Task.Delay(Random.Shared.Next(20));
        await victim.Process.Kill();
        await stop.CancelAsync();
        await calling;
        await fleet.Kill(victim);
        return made;
    }

    private static async Task<(int Users, int Differences)> Check(Fleet fleet, string storage)
    {
        var (stored, count) = (await ListCheck.Stored(storage, Prefix), 0);
        foreach (var instance in fleet.Instances)
        {
            foreach (var difference in await ListCheck.Differences(instance.Client, fleet.Root, stored, Searches))
            {
                Console.WriteLine("  WRONG " + difference);
                count++;
            }
        }

        return (stored.Count, count);
    }
}
