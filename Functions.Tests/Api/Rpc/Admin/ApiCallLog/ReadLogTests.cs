using System.Text.Json;
using Azure.Data.Tables;
using Serverless.Storage;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Rpc.Admin.ApiCallLog;

/// <summary>Tests <c>admin/api-call-log/read-log</c> over HTTP.</summary>
public sealed class ReadLogTests(TestApp app) : IClassFixture<TestApp>
{
    private const string Method = "admin/api-call-log/read-log";

    private static readonly string[] Columns = ["method_id", "user_id", "started", "finished", "runtime", "is_error", "is_exception", "status", "status_text"];

    private static readonly string[] IsPing = ["=", "/ping"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Only_administrators_may_read_the_log()
    {
        var (_, user) = await Given.SignedInUser(app.Rpc);
        foreach (var method in new[] { Method, "admin/api-call-log/read-latest-stat", "admin/api-call-log/read-history-stat" })
        {
            Assert.Equal(-32801, (await app.Rpc.Call(method)).Status);
            Assert.Equal(-32801, (await user.Call(method)).Status);
        }
    }

    [Fact]
    public async Task A_call_is_logged_at_once_with_exactly_the_documented_fields()
    {
        var root = await Root();
        await root.Call("test/test", "x");
        var row = (await Read(root, "/v1/test/test")).Data[0];
        Assert.Equal(Columns, row.EnumerateObject().Select(column => column.Name));
        Assert.Equal("""["/v1/test/test","1",false,false,200,"OK"]""", Short(row));
        var (started, finished) = (row.GetProperty("started").GetDateTimeOffset(), row.GetProperty("finished").GetDateTimeOffset());
        Assert.Equal(started.AddMilliseconds(row.GetProperty("runtime").GetInt32()), finished);
        Assert.InRange(app.Clock.GetUtcNow() - started, TimeSpan.Zero, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Refused_calls_are_logged_and_unknown_methods_are_not()
    {
        var root = await Root();
        await app.Rpc.Call("profile/set-telegram-username", "no_session");
        Assert.Equal("""["/v1/profile/set-telegram-username",null,true,false,-32801,"Insufficient permissions to call API method"]""", Short((await Read(root, "/v1/profile/set-telegram-username")).Data[0]));
        await root.Post("/api/v1/session/confirm-email-by-token", "[]");
        Assert.Equal("""["/v1/session/confirm-email-by-token","1",true,false,-32808,"Invalid number of parameters"]""", Short((await Read(root, "/v1/session/confirm-email-by-token")).Data[0]));
        await app.Rpc.Post("/api/v1/session/set-password-by-token", "[");
        Assert.Equal("""["/v1/session/set-password-by-token",null,true,false,-32807,"Unable to decode RPC message body"]""", Short((await Read(root, "/v1/session/set-password-by-token")).Data[0]));

        await app.Rpc.Call("no/such-method");
        var none = await Read(root, "/v1/no/such-method");
        Assert.Equal((JsonValueKind.Null, """{"total":"0","summary":{"total":"0"}}"""), (none.Data.ValueKind, Meta(none)));
    }

    [Fact]
    public async Task A_defect_is_logged_as_an_exception()
    {
        var root = await Root();
        app.Faults.FailBefore(_ => throw new InvalidOperationException("A defect."));
        await app.Rpc.Call("session/signin", new { username = "x", password = "y" });
        app.Faults.Clear();
        var rows = (await Read(root, "/v1/session/signin")).Data.EnumerateArray();
        Assert.Equal("""["/v1/session/signin",null,true,true,500,"Internal Server Error"]""", rows.Select(Short).First(row => row.Contains("500", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Applies_filters_and_limits()
    {
        var root = await Root();
        for (var i = 0; i < 5; i++)
        {
            await app.Rpc.Call("ping");
            await app.Rpc.Get("/api/ping");
        }

        var all = await Read(root, "/ping");
        Assert.Equal("""{"rows":5,"total":"5","summary":{"total":"5"}}""", Meta(all));
        Assert.Equal(all.Data.EnumerateArray().Select(Started).OrderDescending(), all.Data.EnumerateArray().Select(Started));
        var part = await root.Call(Method, new { where = new { method_id = IsPing }, offset = 3, limit = 10 });
        Assert.Equal("""{"rows":2,"total":"5","summary":{"total":"5"}}""", Meta(part));
        var beyond = await root.Call(Method, new { where = new { method_id = "/ping" }, offset = 5 });
        Assert.Equal((JsonValueKind.Null, """{"total":"5","summary":{"total":"5"}}"""), (beyond.Data.ValueKind, Meta(beyond)));

        Assert.True((await root.Call(Method)).Rows > 5);
        Assert.True((await root.Call(Method, new { })).Rows > 5);
        Assert.Equal(1, (await root.Call(Method, new { limit = 1 })).Rows);
        foreach (var wrong in new object[] { new { where = new { } }, new { where = new { method_id = new[] { "like", "x" } } }, new { order_by = "started" }, new { id = "1" }, new { limit = -1 } })
        {
            Assert.Equal(-32808, (await root.Call(Method, wrong)).Status);
        }
    }

    [Fact]
    public async Task The_log_contains_nothing_that_callers_send()
    {
        var root = await Root();
        const string Canary = "Xcanary77";
        foreach (var method in new[] { "session/signin", "session/signup", "profile/set-email", "session/confirm-email-by-token", "session/send-password-reset-email", "test/test", "profile/set-password" })
        {
            await root.With(Canary).Call(method, Canary);
            await app.Rpc.Call(method, new { username = Canary, password = Canary + Canary, email = Canary + "@example.com" });
            await app.Rpc.Post($"/api/v1/{method}?{Canary}", $$"""[{"{{Canary}}":"{{Canary}}"}]""");
        }

        var answer = await root.Call(Method);
        Assert.True(answer.Rows >= 21);
        Assert.DoesNotContain(Canary, answer.Body, StringComparison.OrdinalIgnoreCase);
        var pages = await app.Get<Tables>().CallLog(app.Clock.GetUtcNow().ToUnixTimeSeconds() / 60).QueryAsync<TableEntity>(cancellationToken: Stop).ToListAsync(Stop);
        Assert.NotEmpty(pages);
        Assert.All(pages, page => Assert.DoesNotContain(Canary, JsonSerializer.Serialize<IDictionary<string, object>>(page), StringComparison.OrdinalIgnoreCase));
    }

    private Task<RpcClient> Root() => Given.Session(app.Rpc, "root", TestApp.RootPassword);

    private static Task<RpcAnswer> Read(RpcClient client, string method) => client.Call(Method, new { where = new { method_id = method } });

    private static string Meta(RpcAnswer answer) => answer.Envelope.GetProperty("result").GetProperty("meta").GetRawText();

    private static string Started(JsonElement row) => row.GetProperty("started").GetString()!;

    private static string Short(JsonElement row) =>
        $"[{string.Join(',', Columns.Except(["started", "finished", "runtime"]).Select(column => row.GetProperty(column).GetRawText()))}]";
}
