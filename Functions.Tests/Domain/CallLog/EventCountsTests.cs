using Microsoft.Extensions.Time.Testing;
using Serverless.Domain.CallLog;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Domain.CallLog;

/// <summary>Tests that each event is counted once, whatever happens to the instances, and that it costs requests nothing.</summary>
public sealed class EventCountsTests(AzuriteFixture azurite)
{
    private static readonly DateTimeOffset Start = new(2026, 11, 18, 23, 20, 0, TimeSpan.Zero); // past midnight, and into another week

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Events_are_counted_once_although_responses_are_lost(int seed)
    {
        var (random, clock, prefix) = (new Random(seed), new FakeTimeProvider(Start), TestApp.NewPrefix());
        var logs = Enumerable.Range(0, 4).Select(_ => new LogInstance(azurite, prefix, clock)).ToList();
        using var reader = await new LogInstance(azurite, prefix, clock).Prepare();
        var expected = new Dictionary<(DateOnly, CountedEvent), long>();
        for (var step = 0; step < 60; step++)
        {
            clock.Advance(TimeSpan.FromSeconds(random.Next(240)));
            foreach (var log in logs)
            {
                for (var i = random.Next(3); i > 0; i--)
                {
                    var happened = (CountedEvent)random.Next(6);
                    log.Events.Count(happened);
                    var key = (DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime), happened);
                    expected[key] = expected.GetValueOrDefault(key) + 1;
                }

                log.Faults.Clear();
                if (random.Next(3) == 0)
                {
                    log.Faults.FailAfter(Faults.IsWrite, times: 3); // the row is written, and the response is lost
                }
                else if (random.Next(3) == 0)
                {
                    log.Faults.FailBefore(Faults.IsWrite, times: 3);
                }
            }

            await Task.WhenAll(logs.Select(log => log.Events.Flush(Stop)));
        }

        logs.ForEach(log => log.Faults.Clear());
        for (var flush = 0; flush < 2; flush++) // the first ends what was unknown
        {
            await Task.WhenAll(logs.Select(log => log.Events.Flush(Stop)));
        }

        await AssertExact();
        clock.Advance(TimeSpan.FromHours(1));
        await AssertExact(); // final
        Assert.Equal(0, (await reader.Reader.Run(null, 0, 1, Stop)).Total); // they are no calls
        logs.ForEach(log => log.Dispose());

        async Task AssertExact()
        {
            var (_, days) = await reader.Totals.EventsByDay(Stop);
            Assert.Equal(30, days.Count);
            var counted = days.SelectMany(day => day.Times.Where(one => one.Value > 0).Select(one => ((day.Date, one.Key), one.Value))).ToDictionary(one => one.Item1, one => one.Value);
            Assert.Equal(expected.OrderBy(one => one.Key), counted.OrderBy(one => one.Key));
        }
    }

    [Fact]
    public async Task An_instance_writes_one_row_for_each_time_bucket_and_none_without_events()
    {
        var clock = new FakeTimeProvider(Start);
        using var log = await new LogInstance(azurite, TestApp.NewPrefix(), clock).Prepare();
        await Flush(0);
        log.Events.Count(CountedEvent.SignIn);
        await Flush(3); // creates the table
        for (var i = 0; i < 3; i++)
        {
            clock.Advance(TimeSpan.FromMinutes(2));
            log.Events.Count(CountedEvent.SignIn);
            await Flush(1);
        }

        Assert.Equal(1, await Rows());
        clock.Advance(TimeSpan.FromMinutes(10));
        log.Events.Count(CountedEvent.SignIn);
        await Flush(1);
        Assert.Equal(2, await Rows());
        Assert.Equal(5, (await log.Totals.EventsByDay(Stop)).Days.Sum(day => day.Times[CountedEvent.SignIn]));

        async Task Flush(int transactions)
        {
            var before = log.Transactions.Count;
            await log.Events.Flush(Stop);
            Assert.Equal(transactions, log.Transactions.Count - before);
        }

        async Task<int> Rows() => await log.Tables.CallLog(Start.ToUnixTimeSeconds() / 60).QueryAsync<Azure.Data.Tables.TableEntity>(cancellationToken: Stop).CountAsync(Stop);
    }

    [Fact]
    public async Task Failed_calls_are_counted_by_method_and_are_no_calls_of_their_own()
    {
        var clock = new FakeTimeProvider(Start);
        using var log = await new LogInstance(azurite, TestApp.NewPrefix(), clock).Prepare();
        int[] statuses = [200, 204, 404, -32801, -32802, 500];
        foreach (var status in statuses)
        {
            log.Buffer.Add(new CallRecord("/v1/a", 0, clock.GetUtcNow().ToUnixTimeMilliseconds(), 20, status, null, status == 500));
        }

        log.Buffer.Add(new CallRecord("/v1/b", 0, clock.GetUtcNow().ToUnixTimeMilliseconds(), 10, 200, null, false));
        foreach (var days in new int?[] { null, 1, 30 })
        {
            var all = await Read(null);
            Assert.Equal((7, 4, 1), (all.Counts.Sum(count => count.Started), all.Failed.Sum(), all.Counts.Sum(count => count.Exceptions)));
            Assert.Equal(["/v1/a 6 4", "/v1/b 1 0"], all.Methods.Select(one => $"{one.Method} {one.Count.Started} {one.Failed}"));
            var one = await Read("/v1/b");
            Assert.Equal((1, 0), (one.Counts.Sum(count => count.Started), one.Failed.Sum()));
            Assert.Empty((await Read("/v1/none")).Methods);
            Assert.Equal(days is null ? 60 : days * 144, all.Counts.Count);

            Task<TotalCalls> Read(string? method) => days is { } some ? log.Totals.OfDays(method, some, Stop) : log.Totals.OfHour(method, Stop);
        }

        Assert.Equal(7, (await log.Reader.Run(null, 0, 10, Stop)).Total);
    }
}
