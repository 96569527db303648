using System.Text.Json;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.CallLog;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Rpc.Admin.ApiCallLog;

/// <summary>Tests the statistics of calls over HTTP.</summary>
public sealed class StatTests(TestApp app) : IClassFixture<TestApp>
{
    private static readonly string[] MethodColumns = ["id", "last_updated", "load", "requests", "active_requests_limit", "active_requests_user_limit", "total_active_requests"];
    private static readonly string[] NeverCalled = ["id", "active_requests_limit", "active_requests_user_limit", "total_active_requests"];

    [Fact]
    public async Task The_latest_statistics_of_a_method_cover_sixty_minutes()
    {
        var root = await Root();
        var now = app.Clock.GetUtcNow();
        Log("/v1/test/upload", now.AddMinutes(-30), 1_000, 200);
        Log("/v1/test/upload", now.AddMinutes(-30), 2_010, 500);
        Log("/v1/test/upload", now.AddMinutes(-30), 500, -32801);
        Log("/v1/test/upload", now.AddMinutes(-30), 0, -32802);
        app.Clock.Advance(TimeSpan.FromSeconds(11));

        var stat = (await root.Call("admin/api-call-log/read-latest-stat", "/v1/test/upload")).Data;
        Assert.Equal(["id", "last_updated", "load", "requests"], Names(stat));
        Assert.Equal("/v1/test/upload", stat.GetProperty("id").GetString());
        Assert.InRange(app.Clock.GetUtcNow() - stat.GetProperty("last_updated").GetDateTimeOffset(), TimeSpan.Zero, TimeSpan.FromMilliseconds(1)); // written with millisecond precision
        AssertGrid(stat, 60, TimeSpan.FromMinutes(1));
        Assert.Equal("3 1", Filled(stat, "load", "total_accepted", "total_declined"));
        Assert.Equal("33.33 1.17", Filled(stat, "requests", "exceptions_percent", "avg_runtime"));
        Assert.Equal(59, stat.GetProperty("load").EnumerateArray().Count(bucket => bucket.GetProperty("total_declined").ValueKind == JsonValueKind.Null));
    }

    [Fact]
    public async Task Without_a_method_returns_every_method_of_the_catalogue()
    {
        var root = await Root();
        app.Clock.Advance(TimeSpan.FromSeconds(11));
        var stats = (await root.Call("admin/api-call-log/read-latest-stat")).Data.EnumerateArray().ToList();
        Assert.Equal(app.Get<Catalogue>().Operations.Select(operation => operation.Id), stats.Select(stat => stat.GetProperty("id").GetString()));
        Assert.Equal(MethodColumns, Names(stats.Single(stat => stat.GetProperty("id").GetString() == "/v1/session/signin")));
        var never = stats.Single(stat => stat.GetProperty("id").GetString() == "/v1/profile/delete-sessions");
        Assert.Equal(NeverCalled, Names(never));
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null), (never.GetProperty("active_requests_limit").ValueKind, never.GetProperty("active_requests_user_limit").ValueKind));
        var self = stats.Single(stat => stat.GetProperty("id").GetString() == "/v1/admin/api-call-log/read-latest-stat");
        Assert.Equal(1, self.GetProperty("total_active_requests").GetInt32());
        Assert.Equal(0, never.GetProperty("total_active_requests").GetInt32());
    }

    [Fact]
    public async Task The_history_of_a_method_covers_thirty_days()
    {
        var root = await Root();
        await app.Rpc.Get("/api/ping");
        var stat = (await root.Call("admin/api-call-log/read-history-stat", "/ping")).Data;
        Assert.Equal(["id", "last_updated", "load", "requests"], Names(stat));
        AssertGrid(stat, 30 * 144, TimeSpan.FromMinutes(10));
        Assert.Equal("1 0", Filled(stat, "load", "total_accepted", "total_declined"));
    }

    [Fact]
    public async Task Methods_that_are_unknown_or_were_never_called_are_null()
    {
        var root = await Root();
        foreach (var method in new[] { "/v1/no/such-method", "/v1/profile/delete-sessions", "" })
        {
            var history = await root.Call("admin/api-call-log/read-history-stat", method);
            Assert.Equal((200, JsonValueKind.Null), (history.Status, history.Data.ValueKind));
        }

        var latest = await root.Call("admin/api-call-log/read-latest-stat", "/v1/no/such-method");
        Assert.Equal((200, JsonValueKind.Null), (latest.Status, latest.Data.ValueKind));
        Assert.Equal(-32808, (await root.Call("admin/api-call-log/read-history-stat")).Status);
    }

    [Fact]
    public async Task Every_response_is_cached_for_its_own_time()
    {
        var root = await Root();
        Log("/v1/profile/read", app.Clock.GetUtcNow(), 1, 200);
        var first = await Updated(root, "/v1/profile/read");
        app.Clock.Advance(TimeSpan.FromSeconds(6));
        var other = await Updated(root, "/v1/session/signin");
        Assert.Equal(first, await Updated(root, "/v1/profile/read"));
        app.Clock.Advance(TimeSpan.FromSeconds(6));
        Assert.True(await Updated(root, "/v1/profile/read") > first);
        Assert.Equal(other, await Updated(root, "/v1/session/signin"));
    }

    [Fact]
    public async Task The_latest_minutes_survive_the_rollup_and_expire_after_an_hour()
    {
        var root = await Root();
        Log("/v1/profile/set-email", app.Clock.GetUtcNow(), 1, 200);
        await app.Get<FlushCalls>().Run(TestContext.Current.CancellationToken);
        app.Clock.Advance(TimeSpan.FromMinutes(40));
        await app.Get<CallSeries>().Finalise(TestContext.Current.CancellationToken);
        var stat = (await root.Call("admin/api-call-log/read-latest-stat", "/v1/profile/set-email")).Data;
        Assert.Equal("1 0", Filled(stat, "load", "total_accepted", "total_declined"));

        app.Clock.Advance(TimeSpan.FromMinutes(40));
        stat = (await root.Call("admin/api-call-log/read-latest-stat", "/v1/profile/set-email")).Data;
        Assert.Equal("", Filled(stat, "load", "total_accepted", "total_declined"));
        Assert.Equal("1 0", Filled((await root.Call("admin/api-call-log/read-history-stat", "/v1/profile/set-email")).Data, "load", "total_accepted", "total_declined"));
    }

    /// <summary>Returns a client of root. From then on the clock moves only where a test advances it: these responses depend on seconds and minutes.</summary>
    private Task<RpcClient> Root()
    {
        app.Clock.Stop();
        return Given.Session(app.Rpc, "root", TestApp.RootPassword);
    }

    /// <summary>Logs a call as the pipeline does. Run times and limits cannot be produced otherwise.</summary>
    private void Log(string method, DateTimeOffset started, int runtime, int status)
    {
        // The call starts at the start of its minute, so that it ends in the same minute.
        var minute = started.ToUnixTimeMilliseconds() / 60_000 * 60_000;
        app.Get<CallBuffer>().Add(new CallRecord(method, 0, minute, runtime, status, null, status == 500));
    }

    private static async Task<DateTimeOffset> Updated(RpcClient client, string method) =>
        (await client.Call("admin/api-call-log/read-latest-stat", method)).Data.GetProperty("last_updated").GetDateTimeOffset();

    private static IEnumerable<string> Names(JsonElement json) => json.EnumerateObject().Select(member => member.Name);

    private static string Filled(JsonElement stat, string series, string first, string second) =>
        string.Join("; ", stat.GetProperty(series).EnumerateArray()
            .Where(bucket => bucket.GetProperty(first).ValueKind != JsonValueKind.Null)
            .Select(bucket => $"{bucket.GetProperty(first).GetRawText()} {bucket.GetProperty(second).GetRawText()}"));

    private void AssertGrid(JsonElement stat, int count, TimeSpan length)
    {
        foreach (var series in new[] { "load", "requests" })
        {
            var dates = stat.GetProperty(series).EnumerateArray().Select(bucket => bucket.GetProperty("date").GetDateTimeOffset()).ToList();
            Assert.Equal(count, dates.Count);
            Assert.All(dates.Zip(dates.Skip(1)), pair => Assert.Equal(length, pair.Second - pair.First));
            Assert.InRange(app.Clock.GetUtcNow() - dates[^1], TimeSpan.Zero, length);
        }
    }
}
