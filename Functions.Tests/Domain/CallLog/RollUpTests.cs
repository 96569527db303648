using Microsoft.Extensions.Time.Testing;
using Serverless.Domain.CallLog;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Domain.CallLog;

/// <summary>Tests that statistics are exact, whatever happens to the instances that add them up (security requirements R60, R62).</summary>
public sealed class RollUpTests(AzuriteFixture azurite)
{
    private const int Instances = 4;
    private const int CallsEach = 2_500;

    private static readonly DateTimeOffset Start = new(2026, 11, 17, 22, 31, 0, TimeSpan.Zero);
    private static readonly TimeSpan Span = TimeSpan.FromHours(3); // past midnight, and into another week

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ten_thousand_calls_are_counted_exactly_although_rollups_crash_and_overlap()
    {
        var calls = Calls();
        var troubled = await Log(calls, trouble: true);
        var clean = await Log(calls, trouble: false);
        Assert.Equal(clean, troubled);
        Assert.Equal(["cursor", "day;20261117", "day;20261118"], troubled.Keys);
    }

    [Fact]
    public async Task Totals_equal_those_of_the_calls()
    {
        var clock = new FakeTimeProvider(Start);
        using var log = await new LogInstance(azurite, TestApp.NewPrefix(), clock).Prepare();
        var calls = Calls()[0];
        await Write(log, clock, calls, async () => await log.Series.Finalise(Stop));

        var history = await log.Series.ReadHistory(Stop);
        foreach (var method in calls.GroupBy(call => call.MethodId))
        {
            var counts = history.Of(method.Key).Values.Aggregate((sum, count) => sum.Plus(count));
            Assert.Equal(
                new CallCount(
                    method.Count(call => !call.IsDeclined),
                    method.Count(call => call.IsDeclined),
                    method.Count(call => !call.IsDeclined),
                    method.Count(call => call.IsException),
                    method.Where(call => !call.IsDeclined).Sum(call => call.Runtime)),
                counts);
        }
    }

    [Fact]
    public async Task A_rollup_catches_up_after_a_week()
    {
        var clock = new FakeTimeProvider(Start);
        using var log = await new LogInstance(azurite, TestApp.NewPrefix(), clock).Prepare();
        log.Buffer.Add(Call(Start, "/v1/a"));
        await log.Flush.Run(Stop);
        clock.Advance(TimeSpan.FromDays(3));
        log.Buffer.Add(Call(Start.AddDays(3), "/v1/a"));
        await log.Flush.Run(Stop);
        clock.Advance(TimeSpan.FromDays(4));
        await log.Series.Finalise(Stop);
        Assert.Equal(["cursor", "day;20261117", "day;20261120"], (await log.Statistics()).Keys);
        Assert.Equal(2, (await log.Series.ReadHistory(Stop)).Of("/v1/a").Values.Sum(count => count.Accepted));
    }

    [Fact]
    public async Task A_rollup_within_one_time_bucket_costs_nothing_and_before_the_first_call_writes_nothing()
    {
        var clock = new FakeTimeProvider(Start);
        using var log = await new LogInstance(azurite, TestApp.NewPrefix(), clock).Prepare();
        await log.Series.Finalise(Stop);
        var before = log.Transactions.Count;
        for (var i = 0; i < 5; i++)
        {
            clock.Advance(TimeSpan.FromSeconds(10));
            await log.Series.Finalise(Stop);
        }

        Assert.Equal(before, log.Transactions.Count);
        Assert.Empty(await log.Statistics());
    }

    [Fact]
    public async Task A_batch_written_an_hour_late_is_counted_once()
    {
        var clock = new FakeTimeProvider(Start);
        var prefix = TestApp.NewPrefix();
        using var log = await new LogInstance(azurite, prefix, clock).Prepare();
        using var other = new LogInstance(azurite, prefix, clock);
        other.Buffer.Add(Call(Start, "/v1/b"));
        await other.Flush.Run(Stop);

        // Written, but the response is lost, as is every response for an hour, in which the time bucket is finalised.
        log.Buffer.Add(Call(Start, "/v1/a"));
        log.Faults.FailAfter(Faults.IsWrite);
        await Assert.ThrowsAnyAsync<Exception>(() => log.Flush.Run(Stop));
        log.Faults.FailBefore(_ => true);
        await Assert.ThrowsAnyAsync<Exception>(() => log.Flush.Run(Stop));
        clock.Advance(TimeSpan.FromHours(1));
        await other.Series.Finalise(Stop);
        log.Faults.Clear();
        await log.Flush.Run(Stop);

        // Not written before the time bucket is finalised.
        log.Buffer.Add(Call(clock.GetUtcNow(), "/v1/a"));
        log.Faults.FailBefore(_ => true);
        await Assert.ThrowsAnyAsync<Exception>(() => log.Flush.Run(Stop));
        clock.Advance(TimeSpan.FromHours(1));
        await other.Series.Finalise(Stop);
        log.Faults.Clear();
        await log.Flush.Run(Stop);
        Assert.Equal(0, log.Buffer.Kept);

        Assert.Equal(2, (await other.Series.ReadHistory(Stop)).Of("/v1/a").Values.Sum(count => count.Accepted));
        Assert.Equal(2, (await other.Reader.Run("/v1/a", 0, 100, Stop)).Calls.Count);
        clock.Advance(TimeSpan.FromHours(1));
        await other.Series.Finalise(Stop);
        Assert.Equal(2, (await other.Series.ReadHistory(Stop)).Of("/v1/a").Values.Sum(count => count.Accepted));
    }

    private static CallRecord Call(DateTimeOffset started, string method) => new(method, 0, started.ToUnixTimeMilliseconds(), 5, 200, null, false);

    /// <summary>Returns the calls of each instance: most are short, some take many minutes, some are declined, some fail.</summary>
    private static CallRecord[][] Calls()
    {
        var random = new Random(20261117);
        return [.. Enumerable.Range(0, Instances).Select(_ => Enumerable.Range(0, CallsEach)
            .Select(_ => new CallRecord(
                "/v1/test/m" + random.Next(5),
                random.Next(3),
                Start.ToUnixTimeMilliseconds() + random.NextInt64((long)Span.TotalMilliseconds),
                random.Next(100) == 0 ? random.Next(1_500_000) : random.Next(50),
                random.Next(10) switch { 0 => 429, 1 => -32801, 2 => 500, _ => 200 },
                null,
                false))
            .Select(call => call with { IsException = call.Status == 500 })
            .OrderBy(call => call.Finished).ToArray())];
    }

    /// <summary>Logs all calls, with occasional rollups, and returns the table of statistics some hours later.</summary>
    private async Task<IReadOnlyDictionary<string, string>> Log(CallRecord[][] calls, bool trouble)
    {
        var clock = new FakeTimeProvider(Start);
        var prefix = TestApp.NewPrefix();
        var turn = 0;
        var logs = Enumerable.Range(0, Instances).Select(_ => new LogInstance(azurite, prefix, clock)).ToList();
        await logs[0].Prepare();
        var merged = calls.SelectMany((all, i) => all.Select(call => new { Log = logs[i], Call = call })).OrderBy(pair => pair.Call.Finished);
        foreach (var minutes in merged.GroupBy(pair => Math.Max(0, pair.Call.Finished - Start.ToUnixTimeMilliseconds()) / 300_000))
        {
            clock.SetUtcNow(Start.AddMinutes(5 * (minutes.Key + 1)));
            foreach (var pair in minutes)
            {
                pair.Log.Buffer.Add(pair.Call);
            }

            foreach (var log in logs)
            {
                await log.Flush.Run(Stop);
            }

            if (trouble)
            {
                await SealInTrouble(logs, turn++);
            }
        }

        clock.Advance(TimeSpan.FromHours(1));
        await logs[0].Series.Finalise(Stop);
        var statistics = await logs[0].Statistics();
        logs.ForEach(log => log.Dispose());
        return statistics;
    }

    /// <summary>Runs two rollups at once while a third of the responses are lost. Occasionally one crashes before or after its write.</summary>
    private static async Task SealInTrouble(List<LogInstance> logs, int turn)
    {
        if (turn % 2 == 0)
        {
            logs[3].Faults.DieAfterWrites(turn / 2 % 2);
            await Record.ExceptionAsync(() => logs[3].Series.Finalise(Stop));
            logs[3].Faults.Clear();
        }

        if (turn % 3 == 0)
        {
            logs[2].Faults.FailAfter(Faults.IsWrite, times: 1);
            await logs[2].Series.Finalise(Stop);
            logs[2].Faults.Clear();
        }

        await Task.WhenAll(logs[0].Series.Finalise(Stop), logs[1].Series.Finalise(Stop));
    }

    private static async Task Write(LogInstance log, FakeTimeProvider clock, IEnumerable<CallRecord> calls, Func<Task> afterEach)
    {
        foreach (var minutes in calls.GroupBy(call => (call.Finished - Start.ToUnixTimeMilliseconds()) / 900_000))
        {
            clock.SetUtcNow(Start.AddMinutes(15 * (minutes.Key + 1)));
            foreach (var call in minutes)
            {
                log.Buffer.Add(call);
            }

            await log.Flush.Run(Stop);
            await afterEach();
        }
    }
}
