using System.Diagnostics;
using System.Globalization;
using Serverless.Benchmarks.Load;
using Serverless.Benchmarks.Reports;
using Serverless.Benchmarks.Targets;
using Serverless.LocalHost;
using Serverless.Measuring.Programs;

namespace Serverless.Benchmarks.Scenarios;

/// <summary>Measures what callers see, what the process needs, and what is stored, while storage fails in many ways under load.</summary>
internal static class Outages
{
    private const int Connections = 20;
    private const int PerSecond = 150;
    private const int Members = 60;
    private const int Searches = 10;

    /// <summary>The time after which no request that storage has received is under way.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);

    // The default of Storage__CallSeconds: a caller waits for five seconds at most.
    private const double Longest = 5;
    private const double MostGrowth = 1.5;
    private const double MostUncertain = 0.01;

    private static readonly Fault[] Faults =
    [
        new("no fault, for comparison", Always(Outage.None)),
        new("hanging", Always(Outage.Hang)) { IsUncertain = true },
        new("slow, 2 s a request", Always(Outage.Slow)),
        new("busy, 30 % of requests", Sometimes(Outage.Busy, 0.3)),
        new("resetting, 30 % of requests", Sometimes(Outage.Reset, 0.3)),
        new("answers lost, 10 % of requests", Sometimes(Outage.LoseAnswer, 0.1)),
        new("only table Index slow", Only(Outage.Slow, "Index")),
        new("only table Names slow", Only(Outage.Slow, "Names")),
        new("hanging at start", Always(Outage.Hang)) { IsAtStart = true, IsUncertain = true },
    ];

    private static readonly (string Name, Func<OutageCalls, CancellationToken, Task> Run)[] Loads =
    [
        ($"closed loop, {Connections} connections", (calls, stop) => calls.Closed(Connections, stop)),
        ($"open loop, {PerSecond} calls a second", (calls, stop) => calls.Open(PerSecond, stop)),
    ];

    public static async Task Run(Pace pace)
    {
        var lengths = pace == Pace.Quick ? new Lengths(5, 8, 8) : new Lengths(15, 25, 15);
        await using var azurite = await Azurite.StartAsync(new AzuriteOptions());
        var report = new Report("outages", "Storage that fails, under load");
        report.About("Times and memory need a machine that does nothing else; what is lost does not.");
        report.Say($"The product in a process of its own; between it and Azurite a proxy that causes the fault. In the closed loop a caller waits 100 ms after a failure: {OutageCalls.ManyChanges}. In the open loop calls begin at a fixed rate, however many are under way: {OutageCalls.FewChanges}. {lengths.Before:0} s without a fault, {lengths.Fault:0} s with it, {lengths.After:0} s without it. Other answers: neither success nor 503 with `Retry-After`. Lost: an acknowledged change that is not stored, or that lists do not show afterwards. Uncertain: a change that happened although its call was answered with 503, by the changes that were tried during the fault. Requests that hang reach storage when the fault ends. Whether it carries them out, their caller cannot know.");
        report.Say("Memory and handles: their maximum during the fault and after it, by their maximum before it. The callers' own connections are no handles here: in an open loop each call that waits has one.");
        foreach (var (load, run) in Loads)
        {
            var results = new List<Result>();
            foreach (var fault in Faults)
            {
                var result = await Measure(azurite.ConnectionString, fault, run, lengths);
                results.Add(result);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {load}: {result}"));
            }

            Write(report, load, results);
        }

        report.Write(pace);
    }

    private static void Write(Report report, string load, List<Result> results)
    {
        report.Goal($"{load}: longest answer of any fault, s", new Spread([results.Max(result => result.Longest)]), Longest, atLeast: false);
        report.Goal($"{load}: memory, most of any fault", new Spread([results.Max(result => result.Memory)]), MostGrowth, atLeast: false);
        report.Goal($"{load}: handles, most of any fault", new Spread([results.Max(result => result.Handles)]), MostGrowth, atLeast: false);
        report.Goal($"{load}: lost changes of all faults", new Spread([results.Sum(result => result.Lost)]), 0, atLeast: false);
        report.Goal($"{load}: uncertain changes, largest share of any fault that answers requests", new Spread([results.Where(result => !result.Fault.IsUncertain).Max(result => result.Uncertain)]), MostUncertain, atLeast: false);
        report.Goal($"{load}: other answers of all faults", new Spread([results.Sum(result => result.Others)]), 0, atLeast: false);
        report.Goal($"{load}: the last 503 after the end of any fault, s", new Spread([results.Max(result => result.Recovery)]), Longest, atLeast: false);
        report.Heading(char.ToUpperInvariant(load[0]) + load[1..]);
        report.Table([
            ["storage", "answers during the fault", "503", "other answers", "longest, s", "the longest is", "last 503 after it, s", "the last is", "memory", "handles", "lost", "uncertain"],
            .. results.Select(result => (string[])
            [
                result.Fault.Name, Text(result.Answers, "N0"), Text(result.Unavailable, "P1"), Text(result.Others, "0"), Text(result.Longest, "0.0"), result.LongestCall, Text(result.Recovery, "0.0"), result.LastCall,
                Text(result.Memory, "0.00"), Text(result.Handles, "0.00"), Text(result.Lost, "0"), string.Create(CultureInfo.InvariantCulture, $"{result.HappenedButFailed} ({result.Uncertain:P2})"),
            ]),
        ]);
    }

    private static async Task<Result> Measure(string storage, Fault fault, Func<OutageCalls, CancellationToken, Task> load, Lengths lengths)
    {
        var prefix = "outage" + Guid.NewGuid().ToString("N")[..10];
        await using var first = await Start(_ => { });
        var calls = await OutageCalls.Prepare(first.Client, Members);
        var (began, before) = (Stopwatch.GetTimestamp(), default(Needs));
        await using (var watch = NeedsWatch.Start(first))
        {
            if (!fault.IsAtStart)
            {
                return await During(first, watch);
            }

            await Load(calls, load, () => Task.Delay(TimeSpan.FromSeconds(lengths.Before)));
            before = watch.Take();
        }

        // An instance that starts while storage fails. The first one, which started while storage worked, is the comparison.
        await first.Process.Kill();
        await using var second = await Start(proxy => proxy.Let(fault.Choose));
        await using var watchOfSecond = NeedsWatch.Start(second);
        calls.Client = second.Client;
        return await During(second, watchOfSecond);

        Task<Instance> Start(Action<StorageProxy> prepare) => Instance.Start(storage, prefix, prepare, "--AzureWebJobs.deliver-email.Disabled=true");

        async Task<Result> During(Instance instance, NeedsWatch watch)
        {
            var (from, to) = (began, began);
            await Load(calls, load, async () =>
            {
                if (!fault.IsAtStart)
                {
                    await Task.Delay(TimeSpan.FromSeconds(lengths.Before));
                    before = watch.Take();
                }

                from = Stopwatch.GetTimestamp();
                instance.Proxy.Let(fault.Choose);
                await Task.Delay(TimeSpan.FromSeconds(lengths.Fault));
                to = Stopwatch.GetTimestamp();
                instance.Proxy.Let(Outage.None);
                await Task.Delay(TimeSpan.FromSeconds(lengths.After));
            });
            var needs = watch.Take();
            await Task.Delay(Settling);
            var stored = await ListCheck.Stored(storage, prefix);
            var differences = await ListCheck.Differences(instance.Client, calls.Root, stored, Searches);
            differences.ToList().ForEach(difference => Console.WriteLine("  WRONG " + difference));
            var (lost, happened) = calls.Compare(stored);
            return Result.Of(fault, calls.Calls, from, to) with { Memory = needs.MiB / before.MiB, Handles = needs.Handles / (double)before.Handles, Lost = lost + differences.Count, HappenedButFailed = happened };
        }
    }

    /// <summary>Runs the load while a function runs.</summary>
    private static async Task Load(OutageCalls calls, Func<OutageCalls, CancellationToken, Task> load, Func<Task> meanwhile)
    {
        using var stop = new CancellationTokenSource();
        var loading = load(calls, stop.Token);
        await meanwhile();
        await stop.CancelAsync();
        await loading;
    }

    private static Func<StorageRequest, Outage> Always(Outage outage) => _ => outage;

    private static Func<StorageRequest, Outage> Sometimes(Outage outage, double share) => _ => Random.Shared.NextDouble() < share ? outage : Outage.None;

    private static Func<StorageRequest, Outage> Only(Outage outage, string table) => request => request.Target.EndsWith(table, StringComparison.Ordinal) ? outage : Outage.None;

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private sealed record Fault(string Name, Func<StorageRequest, Outage> Choose)
    {
        /// <summary>Gets whether the instance starts while storage fails.</summary>
        public bool IsAtStart { get; init; }

        /// <summary>Gets whether the effect of a request on storage is unknown.</summary>
        public bool IsUncertain { get; init; }

        public override string ToString() => Name;
    }

    /// <summary>The seconds before, with and after a fault.</summary>
    private sealed record Lengths(double Before, double Fault, double After);

    /// <summary>What was measured of one fault.</summary>
    private sealed record Result(Fault Fault)
    {
        public int Answers { get; init; }

        /// <summary>Gets the share of 503.</summary>
        public double Unavailable { get; init; }

        public int Others { get; init; }

        public double Longest { get; init; }

        /// <summary>Gets the method of the longest call, and its status.</summary>
        public string LongestCall { get; init; } = "";

        public double Recovery { get; init; }

        /// <summary>Gets the method of the last call that got 503 after the fault; empty if there is none.</summary>
        public string LastCall { get; init; } = "";

        public double Memory { get; init; }

        public double Handles { get; init; }

        public int Lost { get; init; }

        public int HappenedButFailed { get; init; }

        /// <summary>Gets the number of changes that were tried during the fault.</summary>
        public int Changes { get; init; }

        /// <summary>Gets the share of the changes that happened although they were answered as failed.</summary>
        public double Uncertain => HappenedButFailed / (double)Math.Max(1, Changes);

        /// <summary>Sums up the calls of a run.</summary>
        /// <param name="fault">The fault.</param>
        /// <param name="calls">All calls of the run.</param>
        /// <param name="from">The time at which the fault began.</param>
        /// <param name="to">The time at which it ended.</param>
        public static Result Of(Fault fault, IReadOnlyCollection<OutageCall> calls, long from, long to)
        {
            var longest = calls.Where(call => call.Ended > from).MaxBy(call => call.Answer.Took)!;
            var last = calls.Where(call => call.Answer.Status == 503 && call.Ended > to).MaxBy(call => call.Ended);
            var during = calls.Where(call => call.Started >= from && call.Started < to).ToList();
            return new(fault)
            {
                Answers = during.Count,
                Unavailable = during.Count(call => call.Answer.Status == 503) / (double)Math.Max(1, during.Count),
                Others = calls.Count(call => !call.IsProper),
                Longest = longest.Answer.Took.TotalSeconds,
                LongestCall = $"{longest.Method}, {longest.Answer.Status}",
                Recovery = last is null ? 0 : Stopwatch.GetElapsedTime(to, last.Ended).TotalSeconds,
                LastCall = last?.Method ?? "",
                Changes = during.Count(call => call.IsChange),
            };
        }
    }
}
