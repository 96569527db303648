using Azure.Data.Tables;
using Microsoft.Extensions.Time.Testing;
using Serverless.Domain.CallLog;
using Serverless.Storage;
using Serverless.Storage.Rows;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Domain.CallLog;

/// <summary>Tests that the sums of all instances equal a count of all stored calls, whatever happens to the instances (security requirements R60, R62).</summary>
public sealed class SumTests(AzuriteFixture azurite)
{
    private static readonly DateTimeOffset Start = new(2026, 11, 18, 23, 20, 0, TimeSpan.Zero); // past midnight, and into another week

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Sums_are_exact_although_instances_lose_responses_restart_and_change_their_version(int seed)
    {
        var (random, clock, prefix) = (new Random(seed), new FakeTimeProvider(Start), TestApp.NewPrefix());
        var logs = Enumerable.Range(0, 8).Select(_ => new LogInstance(azurite, prefix, clock)).ToList();
        var started = new List<LogInstance>(logs);
        using var reader = await new LogInstance(azurite, prefix, clock).Prepare();
        for (var step = 0; step < 40; step++)
        {
            clock.Advance(TimeSpan.FromSeconds(random.Next(150)));
            for (var i = 0; i < logs.Count; i++)
            {
                if (random.Next(20) == 0)
                {
                    logs[i] = new LogInstance(azurite, prefix, clock); // a restart
                    started.Add(logs[i]);
                }

                Add(logs[i], clock, random, random.Next(20));
                Trouble(logs[i], random.Next(40));
            }

            await Task.WhenAll(logs.Select(log => Record.ExceptionAsync(() => log.Flush.Run(Stop)).AsTask()));
            await AddBatchOfForm3(reader.Tables, clock, random, step);
            if (step % 7 == 0)
            {
                await AssertExact(reader);
            }
        }

        logs.ForEach(log => log.Faults.Clear());
        await Task.WhenAll(logs.Select(log => log.Flush.Run(Stop)));
        Assert.All(logs, log => Assert.Equal(0, log.Buffer.Kept));
        await AssertExact(reader);
        clock.Advance(TimeSpan.FromHours(1));
        await AssertExact(reader);
        started.ForEach(log => log.Dispose());
    }

    [Fact]
    public async Task A_clock_set_back_replaces_no_sum()
    {
        var prefix = TestApp.NewPrefix();
        var (ahead, back) = (new FakeTimeProvider(Start.AddMinutes(12)), new FakeTimeProvider(Start));
        var clock = new SwitchedClock(back);
        using var log = await new LogInstance(azurite, prefix, clock).Prepare();
        foreach (var now in (TimeProvider[])[back, ahead, back, ahead, back])
        {
            clock.Now = now;
            Add(log, back, new Random(1), 5);
            await log.Flush.Run(Stop);
        }

        await AssertExact(log);
        Assert.Equal(25, Started(await log.Series.ReadHistory(Stop)));
        Assert.Equal(5, (await Sums(log)).Count);
    }

    [Fact]
    public async Task Batches_of_an_instance_share_a_sum_until_a_response_is_lost()
    {
        var clock = new FakeTimeProvider(Start);
        using var log = await new LogInstance(azurite, TestApp.NewPrefix(), clock).Prepare();
        for (var batch = 0; batch < 6; batch++)
        {
            Add(log, clock, new Random(batch), 5);
            log.Faults.FailAfter(request => batch == 3 && Faults.IsWrite(request), times: 1);
            var before = log.Transactions.Count;
            await log.Flush.Run(Stop);
            Assert.InRange(log.Transactions.Count - before, 1, batch is 0 ? 3 : batch is 3 ? 2 : 1); // the first creates the table
        }

        Assert.Equal(2, (await Sums(log)).Count);
        await AssertExact(log);
    }

    [Fact]
    public async Task A_sum_that_becomes_too_large_is_continued_by_another()
    {
        var clock = new FakeTimeProvider(Start);
        using var log = await new LogInstance(azurite, TestApp.NewPrefix(), clock).Prepare();
        var random = new Random(1);
        for (var batch = 0; batch < 5; batch++)
        {
            // Buffered during an outage of half a day: each call counts for another method and minute.
            for (var i = 0; i < CallBuffer.PageRows; i++)
            {
                var call = Call(clock, random) with { MethodId = "/v1/m" + random.Next(200) };
                log.Buffer.Add(call with { Started = call.Started - random.Next(43_200_000) });
            }

            await log.Flush.Run(Stop);
        }

        Assert.InRange((await Sums(log)).Count, 2, 5);
        await AssertExact(log);
    }

    [Fact]
    public async Task An_instance_of_form_3_skips_sums()
    {
        var clock = new FakeTimeProvider(Start);
        using var log = await new LogInstance(azurite, TestApp.NewPrefix(), clock).Prepare();
        Add(log, clock, new Random(1), 5);
        await log.Flush.Run(Stop);
        var rows = await log.Tables.CallLog(Minutes.Of(clock.GetUtcNow())).QueryAsync<TableEntity>(cancellationToken: Stop).ToListAsync(Stop);
        Assert.Equal(2, rows.Count);
        // Form 3 reads this column of every row, and skips counts of a version that it does not know.
        Assert.Equal(5, rows.Sum(row => Started(CallCounts.UnpackIfKnown(row.GetBinary("Counted")))));
    }

    private static void Add(LogInstance log, TimeProvider clock, Random random, int count)
    {
        for (var i = 0; i < count; i++)
        {
            log.Buffer.Add(Call(clock, random));
        }
    }

    private static CallRecord Call(TimeProvider clock, Random random)
    {
        var runtime = random.Next(20) == 0 ? random.Next(1_500_000) : random.Next(50);
        var status = random.Next(10) switch { 0 => 429, 1 => 500, _ => 200 };
        return new("/v1/test/m" + random.Next(5), 0, clock.GetUtcNow().ToUnixTimeMilliseconds() - runtime, runtime, status, null, status == 500);
    }

    /// <summary>Makes the next write of an instance fail, lose its response, or end the process.</summary>
    private static void Trouble(LogInstance log, int kind)
    {
        log.Faults.Clear();
        switch (kind)
        {
            case < 4:
                log.Faults.FailBefore(Faults.IsWrite, status: 400); // not repeated by the client
                break;
            case < 5:
                log.Faults.FailAfter(Faults.IsWrite); // each attempt of the client
                break;
            case < 10:
                log.Faults.FailAfter(Faults.IsWrite, times: 1);
                break;
        }
    }

    /// <summary>Adds a batch without a sum, as an instance of form 3 does.</summary>
    private static async Task AddBatchOfForm3(Tables tables, TimeProvider clock, Random random, int step)
    {
        var now = Minutes.Floor(Minutes.Of(clock.GetUtcNow()), Minutes.Bucket);
        var calls = Enumerable.Range(0, 3).Select(_ => Call(clock, random)).ToArray();
        var table = tables.CallLog(now);
        await table.CreateIfNotExistsAsync(Stop);
        await table.AddEntityAsync(Assert.Single(CallBatch.Pack(calls, () => $"fedcba9876543210-{step:D10}")).ToRow(now).ToEntity(), Stop);
    }

    /// <summary>Asserts that history and latest statistics equal a count of all stored calls.</summary>
    private static async Task AssertExact(LogInstance log)
    {
        var counted = new CallCounts();
        await foreach (var part in new CallBatchRows(log.Tables).All(100, Stop))
        {
            foreach (var call in part.SelectMany(CallBatch.CallsOf))
            {
                counted.Add(call);
            }
        }

        var byBuckets = new CallCounts();
        byBuckets.Add(counted, Minutes.Bucket);
        Assert.True(Started(counted) > 0);
        Assert.Equal(byBuckets.Pack(), (await log.Series.ReadHistory(Stop)).Pack());
        var (latest, _) = await log.Series.ReadLatest(Stop);
        foreach (var (time, calls) in counted.Started(null).Where(at => at.Time > Minutes.Of(log.Time.GetUtcNow()) - 60))
        {
            Assert.Equal((time, calls), (time, latest.Started(null).Single(at => at.Time == time).Calls));
        }
    }

    private static long Started(CallCounts counts) => counts.Started(null).Sum(at => at.Calls);

    private static async Task<List<TableEntity>> Sums(LogInstance log)
    {
        var sums = new List<TableEntity>();
        await foreach (var (_, week) in log.Tables.CallLogs(Stop))
        {
            sums.AddRange(await week.QueryAsync<TableEntity>("RowKey ge 'count;' and RowKey lt 'count<'", cancellationToken: Stop).ToListAsync(Stop));
        }

        return sums;
    }

    private sealed class SwitchedClock(TimeProvider now) : TimeProvider
    {
        public TimeProvider Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now.GetUtcNow();
    }
}
