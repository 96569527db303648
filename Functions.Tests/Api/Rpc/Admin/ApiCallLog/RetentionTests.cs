using System.Text.Json;
using Serverless.Domain.CallLog;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Rpc.Admin.ApiCallLog;

/// <summary>
/// Tests the minutes, ten minutes, hour and thirty days of the call log over HTTP. The clock moves only when a test advances it. The expected numbers
/// are computed by hand, at the bounds of the time buckets. Each test has its own installation.
/// </summary>
public sealed class RetentionTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private const string Method = "/v1/test/upload";

    private readonly TestApp _app = new(azurite);

    private DateTimeOffset Now => _app.Clock.GetUtcNow();

    public async ValueTask InitializeAsync()
    {
        await _app.InitializeAsync();
        _app.Clock.Stop();
        // Advances to the beginning of a time bucket of ten minutes.
        var length = TimeSpan.FromMinutes(10).Ticks;
        _app.Clock.Advance(TimeSpan.FromTicks(length - (Now.UtcTicks % length)));
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_call_is_kept_for_thirty_days_plus_the_remainder_of_its_ten_minutes()
    {
        var first = Now;
        Log(first, 1);
        Log(first.AddMinutes(10), 1);
        await Flush();
        _app.Clock.Advance(TimeSpan.FromDays(30));
        Assert.Equal("2", await Logged());
        _app.Clock.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromMilliseconds(1));
        Assert.Equal("2", await Logged());
        _app.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("1", await Logged());
        _app.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal("0", await Logged());
        await _app.Get<CallSeries>().DropOld(TestContext.Current.CancellationToken);
        Assert.Equal("0", await Logged());
    }

    [Fact]
    public async Task The_history_covers_the_last_thirty_days_in_buckets_of_ten_minutes()
    {
        var first = Now;
        Log(first, 1);
        await Flush();
        _app.Clock.Advance(TimeSpan.FromDays(30) - TimeSpan.FromMilliseconds(1));
        var history = await History();
        var buckets = history.GetProperty("load").EnumerateArray().ToList();
        Assert.Equal(30 * 24 * 6, buckets.Count);
        Assert.Equal((first, 1), (buckets[0].GetProperty("date").GetDateTimeOffset(), buckets[0].GetProperty("total_accepted").GetInt32()));
        Assert.Equal(first.AddDays(30).AddMinutes(-10), buckets[^1].GetProperty("date").GetDateTimeOffset());
        Assert.All(buckets.Skip(1), bucket => Assert.Equal(JsonValueKind.Null, bucket.GetProperty("total_accepted").ValueKind));

        // As long as the call is in the log there is a history: thirty days without a call.
        _app.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Empty(Filled(await History(), "load"));
        _app.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(JsonValueKind.Null, (await History()).ValueKind);
    }

    [Fact]
    public async Task The_latest_statistics_cover_this_minute_and_the_fifty_nine_before()
    {
        var minute = Now;
        Log(minute, 1);
        _app.Clock.Advance(TimeSpan.FromMinutes(60) - TimeSpan.FromMilliseconds(1));
        var latest = await Latest();
        foreach (var series in new[] { "load", "requests" })
        {
            var buckets = latest.GetProperty(series).EnumerateArray().ToList();
            Assert.Equal(60, buckets.Count);
            Assert.Equal(minute, buckets[0].GetProperty("date").GetDateTimeOffset());
            Assert.Equal(minute.AddMinutes(59), buckets[^1].GetProperty("date").GetDateTimeOffset());
        }

        Assert.Equal([(minute, "1 0")], Filled(latest, "load"));
        Assert.Equal([(minute, "0 0")], Filled(latest, "requests"));

        // The cached response is valid for ten seconds; then the minute is an hour old.
        _app.Clock.Advance(TimeSpan.FromSeconds(10));
        latest = await Latest();
        Assert.Equal(minute.AddMinutes(1), latest.GetProperty("load")[0].GetProperty("date").GetDateTimeOffset());
        Assert.Empty(Filled(latest, "load"));
        Assert.Empty(Filled(latest, "requests"));
    }

    [Fact]
    public async Task A_call_counts_in_the_minute_of_its_start_and_its_run_time_in_that_of_its_end()
    {
        var bound = Now;
        Log(bound.AddMinutes(-1), 59_999);                    // starts and ends in the previous minute
        Log(bound.AddMinutes(-1), 60_000);                    // ends on the bound: the next minute
        Log(bound.AddMilliseconds(-1), 2, 500);               // starts a millisecond before, ends one after
        Log(bound, 1_000);
        Log(bound, 0, -32802);                                // declined: it did not run
        Log(bound.AddMinutes(1).AddMilliseconds(-1), 0, 404); // the last millisecond; an error, no exception
        _app.Clock.Advance(TimeSpan.FromMinutes(5));

        var latest = await Latest();
        Assert.Equal([(bound.AddMinutes(-1), "3 0"), (bound, "2 1")], Filled(latest, "load"));
        // 59.999 s; and of four requests one exception, (60000 + 2 + 1000 + 0) / 4 = 15250.5 ms.
        Assert.Equal([(bound.AddMinutes(-1), "0 60"), (bound, "25 15.25")], Filled(latest, "requests"));

        var history = await History();
        Assert.Equal([(bound.AddMinutes(-10), "3 0"), (bound, "2 1")], Filled(history, "load"));
        Assert.Equal([(bound.AddMinutes(-10), "0 60"), (bound, "25 15.25")], Filled(history, "requests"));
    }

    [Theory]
    [InlineData("1,2,3,4,5,6,500!", "14.29 0.07")] // one of 7: 14.2857; 521 / 7 = 74.4 ms
    [InlineData("1!,2!,3", "66.67 0")]             // two of 3: 66.667; 2 ms
    [InlineData("5", "0 0.01")]                    // two of three: 66.667; 2 ms
    [InlineData("4", "0 0")]
    [InlineData("15", "0 0.02")]
    [InlineData("1004,1006", "0 1.01")]            // 1.005 s
    [InlineData("100!", "100 0.1")]
    public async Task Percents_and_seconds_have_two_decimals(string calls, string expected)
    {
        var start = Now;
        foreach (var call in calls.Split(','))
        {
            Log(start, int.Parse(call.TrimEnd('!'), null), call.EndsWith('!') ? 500 : 200);
        }

        _app.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal([(start, expected)], Filled(await Latest(), "requests"));
        Assert.Equal([(start, expected)], Filled(await History(), "requests"));
    }

    [Fact]
    public async Task One_exception_in_eight_hundred_is_thirteen_hundredths_of_a_percent()
    {
        for (var i = 0; i < 800; i++)
        {
            Log(Now, 10, i == 0 ? 500 : 200);
        }

        Assert.Equal([(Now, "0.13 0.01")], Filled(await Latest(), "requests")); // 0.125 %
    }

    /// <summary>Logs a call as the pipeline does. Run times and limits cannot be produced otherwise.</summary>
    private void Log(DateTimeOffset started, int runtime, int status = 200) =>
        _app.Get<CallBuffer>().Add(new CallRecord(Method, 0, started.ToUnixTimeMilliseconds(), runtime, status, null, status == 500));

    private Task Flush() => _app.Get<FlushCalls>().Run(TestContext.Current.CancellationToken);

    private async Task<string> Logged()
    {
        var answer = await (await Given.Root(_app)).Call("admin/api-call-log/read-log", new { where = new { method_id = Method } });
        var total = answer.Envelope.GetProperty("result").GetProperty("meta").GetProperty("total").GetString()!;
        Assert.Equal(total, answer.Data.ValueKind == JsonValueKind.Null ? "0" : answer.Rows.ToString(null, null));
        return total;
    }

    private async Task<JsonElement> Latest() => (await (await Given.Root(_app)).Call("admin/api-call-log/read-latest-stat", Method)).Data;

    private async Task<JsonElement> History() => (await (await Given.Root(_app)).Call("admin/api-call-log/read-history-stat", Method)).Data;

    /// <summary>Returns the time buckets that are not empty, with both numbers.</summary>
    private static List<(DateTimeOffset, string)> Filled(JsonElement stat, string series) =>
        [.. from bucket in stat.GetProperty(series).EnumerateArray()
            let numbers = bucket.EnumerateObject().Skip(1).Select(number => number.Value.GetRawText()).ToList()
            where numbers is not ["null", "null"]
            select (bucket.GetProperty("date").GetDateTimeOffset(), string.Join(' ', numbers))];
}
