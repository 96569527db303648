using Azure.Data.Tables;
using Microsoft.Extensions.Time.Testing;
using Serverless.Domain.CallLog;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Domain.CallLog;

/// <summary>Tests that each call is logged exactly once.</summary>
public sealed class FlushTests(AzuriteFixture azurite)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_are_written_at_intervals_and_when_there_are_many()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        using var log = await new LogInstance(azurite, TestApp.NewPrefix(), clock).Prepare();
        await log.Flush.StartAsync(Stop);
        Add(log, 1);
        clock.Advance(TimeSpan.FromSeconds(5));
        await TestTimeout.Until(() => log.Buffer.Kept == 0, "The calls were not written.");

        Add(log, CallBuffer.PageRows);
        await TestTimeout.Until(() => log.Buffer.Kept == 0, "The calls were not written.");
        await log.Flush.StopAsync(Stop);
        Assert.Equal(CallBuffer.PageRows + 1, (await log.Reader.Run(null, 0, 1, Stop)).Total);
    }

    [Fact]
    public async Task Stopping_writes_the_remaining_calls()
    {
        using var log = await new LogInstance(azurite, TestApp.NewPrefix(), TimeProvider.System, flushSeconds: 3600).Prepare();
        await log.Flush.StartAsync(Stop);
        Add(log, 17);
        await log.Flush.StopAsync(Stop);
        Assert.Equal(0, log.Buffer.Kept);
        Assert.Equal(17, (await log.Reader.Run(null, 0, 1, Stop)).Total);
    }

    [Fact]
    public async Task A_terminated_process_writes_the_remaining_calls()
    {
        var prefix = TestApp.NewPrefix();
        var (product, address) = await ProductProcess.Start(
            [.. TestApp.Storage(azurite, prefix), "--CallLog:FlushSeconds=3600", "--Root:Password=" + TestApp.RootPassword]);
        await using (product)
        {
            using var http = new HttpClient { BaseAddress = address };
            for (var i = 0; i < 10; i++)
            {
                await new RpcClient(http).Call("test/test", i);
            }

            Assert.Equal(0, (await product.Terminate()).ExitCode);
        }

        using var log = new LogInstance(azurite, prefix, TimeProvider.System);
        Assert.Equal(10, (await log.Reader.Run("/v1/test/test", 0, 1, Stop)).Total);
    }

    [Fact]
    public async Task An_outage_loses_no_call_and_a_lost_response_duplicates_none()
    {
        using var log = await new LogInstance(azurite, TestApp.NewPrefix(), TimeProvider.System).Prepare();
        Add(log, 3);
        log.Faults.FailBefore(_ => true);
        await Assert.ThrowsAnyAsync<Exception>(() => log.Flush.Run(Stop));
        Add(log, 4);
        await Assert.ThrowsAnyAsync<Exception>(() => log.Flush.Run(Stop));
        Assert.Equal(7, log.Buffer.Kept);

        log.Faults.Clear();
        await log.Flush.Run(Stop);
        Add(log, 5);
        log.Faults.FailAfter(Faults.IsWrite, times: 1);
        await log.Flush.Run(Stop);
        log.Faults.Clear();
        Assert.Equal(0, log.Buffer.Kept);
        Assert.Equal(12, (await log.Reader.Run(null, 0, 100, Stop)).Calls.Count);
    }

    [Fact]
    public async Task Calls_that_end_while_a_batch_is_written_wait_for_the_next_run()
    {
        using var log = await new LogInstance(azurite, TestApp.NewPrefix(), TimeProvider.System).Prepare();
        Add(log, 1);
        await log.Flush.Run(Stop); // creates the table of the week
        Add(log, 3);
        var before = log.Transactions.Count;
        log.Faults.FailBefore(request =>
        {
            Add(log, Faults.IsWrite(request) ? 2 : 0);
            return false;
        });
        await log.Flush.Run(Stop);
        Assert.Equal(1, log.Transactions.Count - before);
        Assert.Equal(2, log.Buffer.Kept);

        log.Faults.Clear();
        await log.Flush.Run(Stop);
        Assert.Equal(0, log.Buffer.Kept);
        Assert.Equal(6, (await log.Reader.Run(null, 0, 100, Stop)).Total);
    }

    [Fact]
    public async Task Bounds_the_calls_kept_in_a_long_outage_and_counts_the_others()
    {
        using var log = await new LogInstance(azurite, TestApp.NewPrefix(), TimeProvider.System).Prepare();
        Add(log, CallBuffer.Capacity + 11);
        Assert.Equal(CallBuffer.Capacity, log.Buffer.Kept);
        Assert.Equal(11, log.Buffer.TakeDropped());
        await log.Flush.Run(Stop);
        Assert.Equal(0, log.Buffer.Kept);
        Assert.Equal(CallBuffer.Capacity, (await log.Reader.Run(null, 0, 1, Stop)).Total);
    }

    [Fact]
    public async Task Under_load_a_call_costs_less_than_a_fiftieth_of_a_transaction()
    {
        // 200 calls a second for a minute, written every five seconds, including the rollup of the minutes.
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        using var log = await new LogInstance(azurite, TestApp.NewPrefix(), clock).Prepare();
        for (var i = 0; i < 12; i++)
        {
            Add(log, 1_000, clock);
            clock.Advance(TimeSpan.FromSeconds(5));
            await log.Flush.Run(Stop);
            await log.Series.Finalise(Stop);
        }

        clock.Advance(TimeSpan.FromMinutes(20));
        await log.Series.Finalise(Stop);
        TestContext.Current.TestOutputHelper?.WriteLine($"{log.Transactions.Count} transactions for 12,000 calls");
        Assert.InRange(log.Transactions.Count / 12_000.0, 0, 0.02);
        Assert.Equal(log.Transactions.Count, log.Transactions.CountOfCallLog + 2); // the two additional ones created tables
    }

    [Fact]
    public async Task Batches_of_calls_stay_below_the_limits_of_a_row()
    {
        using var log = await new LogInstance(azurite, TestApp.NewPrefix(), TimeProvider.System).Prepare();
        var random = new Random(1);
        for (var i = 0; i < CallBuffer.PageRows; i++)
        {
            // More than any method logs: texts of 200 characters, all different, that cannot be compressed.
            var text = Convert.ToBase64String(Enumerable.Range(0, 160).Select(_ => (byte)random.Next()).ToArray());
            log.Buffer.Add(new CallRecord("/v1/test/test", random.NextInt64(), TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), random.Next(), 400, text, false));
        }

        await log.Flush.Run(Stop);
        Assert.Equal(CallBuffer.PageRows, (await log.Reader.Run(null, 0, 100, Stop)).Total);
        await foreach (var page in log.Tables.CallLog(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 60).QueryAsync<TableEntity>(cancellationToken: Stop))
        {
            var parts = page.Select(column => column.Value).OfType<byte[]>().ToList();
            Assert.All(parts, part => Assert.InRange(part.Length, 0, 60 * 1024));
            Assert.InRange(parts.Sum(part => part.Length), 0, 920 * 1024);
        }
    }

    private static void Add(LogInstance log, int count, TimeProvider? clock = null)
    {
        var now = (clock ?? TimeProvider.System).GetUtcNow().ToUnixTimeMilliseconds();
        for (var i = 0; i < count; i++)
        {
            log.Buffer.Add(new CallRecord("/v1/test/test", i % 7, now, i % 100, i % 10 == 0 ? -32801 : 200, null, false));
        }
    }
}
