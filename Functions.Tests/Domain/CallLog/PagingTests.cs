using Azure.Data.Tables;
using Microsoft.Extensions.Time.Testing;
using Serverless.Domain.CallLog;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Domain.CallLog;

/// <summary>Tests that every part of the log equals the same part of a sorted list of all calls.</summary>
public sealed class PagingTests(AzuriteFixture azurite)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_offset_and_filter_gives_the_newest_first_without_gap_or_repetition()
    {
        var (clock, random, prefix) = (new FakeTimeProvider(SixHours.Start), new Random(7), TestApp.NewPrefix());
        using var first = await new LogInstance(azurite, prefix, clock).Prepare();
        using var second = new LogInstance(azurite, prefix, clock);
        var all = await SixHours.Write(first, second, clock, random, (finished, runtime, text) =>
            new(random.Next(100) == 0 ? "/v1/rare" : "/v1/m" + random.Next(3), 0, finished - runtime, runtime, 200, text, false));
        Assert.True(all.Count > 1_000);
        foreach (var method in new[] { null, "/v1/m1", "/v1/rare", "/v1/none" })
        {
            var expected = all.Where(call => method is null || call.MethodId == method).OrderByDescending(call => call.Started).Select(call => call.Started).ToList();
            foreach (var offset in new[] { 0, 1, 99, 100, 517, expected.Count - 1, expected.Count, 5_000 }.Where(offset => offset >= 0))
            {
                var (calls, total) = await first.Reader.Run(method, offset, 100, Stop);
                Assert.Equal(expected.Count, total);
                Assert.Equal(expected.Skip(offset).Take(100), calls.Select(call => call.Started));
            }
        }

        var texts = new List<string?>();
        for (var offset = 0; offset < all.Count; offset += 100)
        {
            texts.AddRange((await first.Reader.Run(null, offset, 100, Stop)).Calls.Select(call => call.Text));
        }

        Assert.Equal(all.Select(call => call.Text), texts.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_deep_offset_and_a_rare_method_cost_a_few_transactions()
    {
        var (clock, prefix) = (new FakeTimeProvider(SixHours.Start), TestApp.NewPrefix());
        using var log = await new LogInstance(azurite, prefix, clock).Prepare();
        for (var step = 0; step < 240; step++)
        {
            clock.Advance(TimeSpan.FromMinutes(1));
            for (var i = 0; i < 200; i++)
            {
                log.Buffer.Add(new CallRecord(step == 20 && i == 0 ? "/v1/rare" : "/v1/often", 0, clock.GetUtcNow().ToUnixTimeMilliseconds() - (300 * i), 1, 200, null, false));
            }

            await log.Flush.Run(Stop);
        }

        clock.Advance(TimeSpan.FromMinutes(30));
        await log.Series.Finalise(Stop);
        Assert.InRange(await CostOf(log, null, 0), 1, 12);
        Assert.InRange(await CostOf(log, null, 47_000), 1, 12);
        Assert.InRange(await CostOf(log, "/v1/rare", 0), 1, 12);
    }

    [Fact]
    public async Task A_batch_of_calls_that_are_days_apart_costs_a_few_transactions()
    {
        var (clock, prefix) = (new FakeTimeProvider(SixHours.Start), TestApp.NewPrefix());
        using var log = await new LogInstance(azurite, prefix, clock).Prepare();
        for (var call = 0; call < 150; call++)
        {
            clock.Advance(TimeSpan.FromHours(2));
            log.Buffer.Add(new CallRecord(call % 2 == 0 ? "/v1/a" : "/v1/b", 0, clock.GetUtcNow().ToUnixTimeMilliseconds(), 1, 200, null, false));
            await log.Flush.Run(Stop);
        }

        await log.Series.Finalise(Stop);
        Assert.InRange(await CostOf(log, null, 0), 1, 8);
        Assert.InRange(await CostOf(log, "/v1/b", 0), 1, 8);
        Assert.InRange(await CostOf(log, null, 120), 1, 8);
    }

    [Fact]
    public async Task Only_retained_days_are_read_and_old_tables_are_deleted()
    {
        var (clock, prefix) = (new FakeTimeProvider(SixHours.Start), TestApp.NewPrefix());
        using var log = await new LogInstance(azurite, prefix, clock).Prepare();
        for (var day = 0; day < 45; day++)
        {
            log.Buffer.Add(new CallRecord("/v1/a", 0, clock.GetUtcNow().ToUnixTimeMilliseconds(), 1, 200, null, false));
            await log.Flush.Run(Stop);
            clock.Advance(TimeSpan.FromDays(1));
        }

        await log.Series.Finalise(Stop);
        Assert.Equal((30, 30), await Kept(log));
        Assert.Equal(8, await Weeks(prefix));
        await log.Series.DropOld(Stop);
        Assert.Equal((30, 30), await Kept(log));
        Assert.Equal(5, await Weeks(prefix));
        Assert.Equal(31, (await log.Statistics()).Count); // thirty days, and the watermark

        clock.Advance(TimeSpan.FromDays(60));
        await log.Series.DropOld(Stop);
        Assert.Equal((0, 0), await Kept(log));
        Assert.Equal(0, await Weeks(prefix));
        Assert.Equal(["cursor"], (await log.Statistics()).Keys);
    }

    private static async Task<long> CostOf(LogInstance log, string? method, int offset)
    {
        var before = log.Transactions.Count;
        Assert.NotEmpty((await log.Reader.Run(method, offset, 100, Stop)).Calls);
        return log.Transactions.Count - before;
    }

    private static async Task<(int Rows, long Total)> Kept(LogInstance log)
    {
        var (calls, total) = await log.Reader.Run(null, 0, 100, Stop);
        return (calls.Count, total);
    }

    private async Task<int> Weeks(string prefix) =>
        await new TableServiceClient(azurite.ConnectionString)
            .QueryAsync(cancellationToken: Stop)
            .CountAsync(table => table.Name.StartsWith(prefix + "CallLog2", StringComparison.Ordinal), Stop);
}
