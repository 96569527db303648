using Microsoft.Extensions.Time.Testing;
using Serverless.Domain.CallLog;
using Serverless.Domain.Users;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Domain.CallLog;

/// <summary>Tests that a search of the log finds what a search of a list of all calls finds, and that its work has a bound.</summary>
public sealed class SearchCallsTests(AzuriteFixture azurite)
{
    private static readonly DateTimeOffset Start = SixHours.Start;

    private static readonly User Ann = new() { Id = 100, Name = "ann", Pseudonym = 7_001, Created = Start };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_filter_gives_the_newest_first_without_gap_or_repetition()
    {
        var (clock, random, prefix) = (new FakeTimeProvider(Start), new Random(11), TestApp.NewPrefix());
        using var first = await new LogInstance(azurite, prefix, clock).Prepare();
        using var second = new LogInstance(azurite, prefix, clock);
        var all = await SixHours.Write(first, second, clock, random, (finished, runtime, text) =>
        {
            var started = (finished - runtime) / 500 * 500; // many calls start in the same millisecond
            return new("/v1/m" + random.Next(3), random.Next(3) == 0 ? Ann.Pseudonym : 0, started, runtime, random.Next(2) == 0 ? 200 : 404, text, false);
        });
        var (from, to) = (Start.AddMinutes(61.5), Start.AddMinutes(203));
        CallFilter[] filters =
        [
            new(), new("/v1/m1"), new(Caller: Ann), new(HasStatus: status => status == 404), new("/v1/m2", Ann, status => status == 200, from, to),
            new(From: from), new(Before: to), new(From: from, Before: from), new(From: to, Before: from), new("/v1/none"), new(From: DateTimeOffset.MinValue, Before: DateTimeOffset.MaxValue),
            new(Before: DateTimeOffset.MinValue), new(From: DateTimeOffset.MaxValue),
        ];
        foreach (var filter in filters)
        {
            var expected = all.Where(call => (filter.Method is null || call.MethodId == filter.Method) && (filter.Caller is null || call.Caller == Ann.Pseudonym)
                && filter.HasStatus?.Invoke(call.Status) != false && Within(call, filter)).ToList();
            var found = await All(first, filter, 37);
            Assert.Equal(expected.OrderByDescending(call => call.Started).Select(call => call.Started), found.Select(call => call.Started));
            Assert.Equal(expected.Select(call => call.Text).Order(StringComparer.Ordinal), found.Select(call => call.Text).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task A_search_examines_a_bounded_number_of_calls_and_goes_on_where_it_stopped()
    {
        var (clock, prefix) = (new FakeTimeProvider(Start), TestApp.NewPrefix());
        using var log = await new LogInstance(azurite, prefix, clock).Prepare();
        for (var minute = 0; minute < 60; minute++)
        {
            clock.Advance(TimeSpan.FromMinutes(1));
            for (var i = 0; i < 1_000; i++)
            {
                log.Buffer.Add(new CallRecord("/v1/a", minute == 1 && i == 0 ? Ann.Pseudonym : 0, clock.GetUtcNow().ToUnixTimeMilliseconds() - (50 * i), 1, 200, null, false));
            }

            await log.Flush.Run(Stop);
        }

        clock.Advance(TimeSpan.FromMinutes(30));
        await log.Series.Finalise(Stop);
        var before = log.Transactions.Count;
        var first = await log.Search.Run(new(Caller: Ann), 100, null, Stop);
        Assert.Empty(first.Calls);
        Assert.NotNull(first.Next);
        Assert.InRange(first.SearchedFrom, Start.AddMinutes(60 - 22), Start.AddMinutes(60 - 19)); // 20,000 calls are 20 minutes
        Assert.InRange(log.Transactions.Count - before, 1, 40);

        var (parts, found) = (1, first);
        for (; found.Next is { } next && found.Calls.Count == 0; parts++)
        {
            found = await log.Search.Run(new(Caller: Ann), 100, next, Stop);
        }

        Assert.Equal(3, parts);
        Assert.Equal((1, (CallPlace?)null), (found.Calls.Count, found.Next));
        Assert.Equal(Start - TimeSpan.FromDays(30), found.SearchedFrom, TimeSpan.FromHours(2));
    }

    [Fact]
    public async Task A_range_of_time_bounds_what_is_read()
    {
        var (clock, prefix) = (new FakeTimeProvider(Start), TestApp.NewPrefix());
        using var log = await new LogInstance(azurite, prefix, clock).Prepare();
        for (var hour = 0; hour < 24 * 20; hour += 4)
        {
            clock.Advance(TimeSpan.FromHours(4));
            for (var i = 0; i < 20; i++)
            {
                log.Buffer.Add(new CallRecord("/v1/a", 0, clock.GetUtcNow().ToUnixTimeMilliseconds() - i, 1, 200, null, false));
            }

            await log.Flush.Run(Stop);
        }

        await log.Series.Finalise(Stop);
        await log.Series.ReadLatest(Stop);
        var day = Start.AddDays(3);
        var before = log.Transactions.Count;
        var received = log.Received.Count;
        var narrow = await log.Search.Run(new(From: day, Before: day.AddDays(1)), 1_000, null, Stop);
        var (requests, bytes) = (log.Transactions.Count - before, log.Received.Count - received);
        Assert.Equal(120, narrow.Calls.Count);
        Assert.InRange(requests, 1, 10);
        received = log.Received.Count;
        Assert.Equal(1_000, (await log.Search.Run(new(), 1_000, null, Stop)).Calls.Count);
        Assert.True(bytes < (log.Received.Count - received) / 2, $"{bytes} of {log.Received.Count - received} bytes");
    }

    [Fact]
    public async Task A_call_that_starts_later_does_not_move_the_next_part()
    {
        var (clock, prefix) = (new FakeTimeProvider(Start), TestApp.NewPrefix());
        using var log = await new LogInstance(azurite, prefix, clock).Prepare();
        Add(0, 10);
        var first = await log.Search.Run(new(Before: Start.AddHours(1)), 4, null, Stop);
        Add(30, 10);
        var second = await log.Search.Run(new(Before: Start.AddHours(1)), 100, first.Next, Stop);
        Assert.Equal(Enumerable.Range(0, 10).Reverse().Select(i => (long)i), first.Calls.Concat(second.Calls).Select(call => call.Started - Start.ToUnixTimeMilliseconds()));

        void Add(int second, int calls)
        {
            for (var i = 0; i < calls; i++)
            {
                log.Buffer.Add(new CallRecord("/v1/a", 0, Start.AddSeconds(second).ToUnixTimeMilliseconds() + i, 1, 200, null, false));
            }
        }
    }

    [Theory]
    [InlineData("1795960000000-3", true)]
    [InlineData("0-0", true)]
    [InlineData("", false)]
    [InlineData("1-", false)]
    [InlineData("-1-0", false)]
    [InlineData("1-1-1", false)]
    [InlineData("99999999999999999-0", false)]
    [InlineData("1-99999999999", false)]
    public void A_place_is_read_only_in_its_own_form(string text, bool isPlace)
    {
        Assert.Equal(isPlace, CallPlace.TryParse(text, out var place));
        Assert.Equal(isPlace ? text : "0-0", place.ToString());
    }

    private static bool Within(CallRecord call, CallFilter filter)
    {
        var started = DateTimeOffset.FromUnixTimeMilliseconds(call.Started);
        return (filter.From is null || started >= filter.From) && (filter.Before is null || started < filter.Before);
    }

    private static async Task<List<CallRecord>> All(LogInstance log, CallFilter filter, int limit)
    {
        var found = new List<CallRecord>();
        CallPlace? after = null;
        do
        {
            var part = await log.Search.Run(filter, limit, after, Stop);
            found.AddRange(part.Calls);
            Assert.All(part.Calls.SkipLast(1), call => Assert.True(call.Started >= part.Calls[^1].Started));
            after = part.Next;
        }
        while (after is not null);
        return found;
    }
}
