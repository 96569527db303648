using System.Text;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Rpc;

/// <summary>Tests void calls (rpc.md 1.1): they run, get the same response whatever the outcome, and are logged with their real outcome.</summary>
public sealed class VoidCallTests(TestApp app) : IClassFixture<TestApp>
{
    private const string Taken = """{"jsonrpc":"2.0","result":{"status":200,"status_text":"OK","exception":false}}""";

    public static TheoryData<string> Headers => new("API-Call-Void", "X-API-Void-Call");

    [Theory]
    [MemberData(nameof(Headers))]
    public async Task A_void_call_runs_and_returns_no_data(string header)
    {
        var (_, client) = await Given.SignedInUser(app.Rpc);
        var telegram = Given.Name();
        AssertTaken(await Post(client, header, "/api/v1/profile/set-telegram-username", $"[\"{telegram}\"]"));
        Assert.Equal(telegram, (await client.Call("profile/read")).Data.GetProperty("telegram_name").GetString());
        AssertTaken(await Post(client, header, "/api/v1/api-tokens/create", "[\"made\"]"));
        Assert.Equal("made", (await client.Call("api-tokens/read")).Data[0].GetProperty("name").GetString());
        AssertTaken(await client.Send(new(HttpMethod.Get, "/api/v1/session/signout") { Headers = { { header, "true" } } }));
        Assert.Equal(-32801, (await client.Call("profile/read")).Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData(",\"id\":null")]
    [InlineData(",\"id\":0")]
    [InlineData(",\"id\":\"\"")]
    [InlineData(",\"id\":false")]
    public async Task A_json_rpc_request_without_an_id_runs_and_returns_no_data(string id)
    {
        var (_, client) = await Given.SignedInUser(app.Rpc);
        var telegram = Given.Name();
        AssertTaken(await client.Post("/api", $$"""{"jsonrpc":"2.0","method":"/v1/profile/set-telegram-username","params":["{{telegram}}"]{{id}}}"""));
        Assert.Equal(telegram, (await client.Call("profile/read")).Data.GetProperty("telegram_name").GetString());
        AssertTaken(await client.Post("/api", $$"""{"jsonrpc":"2.0","method":"/v1/profile/set-telegram-username","params":[{}]{{id}}}"""));
    }

    [Theory]
    [InlineData("True")]
    [InlineData("1")]
    [InlineData("false")]
    [InlineData("")]
    public async Task Only_the_value_true_makes_a_call_void(string value)
    {
        foreach (var header in new[] { "API-Call-Void", "X-API-Void-Call" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/profile/read") { Headers = { { header, value } } };
            Assert.Equal(-32801, (await app.Rpc.Send(request)).Status);
        }
    }

    [Theory]
    [InlineData("/v1/profile/read", "[]", -32801)]
    [InlineData("/v1/session/signup", "[]", -32808)]
    [InlineData("/v1/session/signup", """[{"username":"ab","password":"a long and winding road"}]""", 400)]
    [InlineData("/v1/session/signin", """[{"username":"nobody.at.all","password":"wrong"}]""", 401)]
    [InlineData("/v1/session/confirm-email-by-token", """["nonsense"]""", 400)]
    [InlineData("/v1/test/upload", "[]", -32904)]
    public async Task A_failure_of_a_void_call_is_only_logged(string method, string body, int status)
    {
        var root = await Given.Root(app);
        foreach (var header in Headers)
        {
            AssertTaken(await Post(app.Rpc, header, "/api" + method, body));
            Assert.Equal((status, false), await Newest(root, method));
        }
    }

    [Fact]
    public async Task An_outage_or_a_defect_in_a_void_call_is_only_logged()
    {
        var root = await Given.Root(app);
        foreach (var (fault, expected) in new (Action, (int, bool))[]
        {
            (() => app.Faults.FailBefore(_ => true), (503, false)),
            (() => app.Faults.FailBefore(_ => throw new InvalidOperationException("A defect.")), (500, true)),
        })
        {
            fault();
            var answer = await Post(app.Rpc, "API-Call-Void", "/api/v1/session/signin", """[{"username":"nobody.at.all","password":"wrong"}]""");
            app.Faults.Clear();
            AssertTaken(answer);
            Assert.Null(answer.Headers.RetryAfter);
            Assert.Equal(expected, await Newest(root, "/v1/session/signin"));
        }
    }

    [Theory]
    [MemberData(nameof(Headers))]
    public async Task An_invalid_void_request_is_reported(string header)
    {
        Assert.Equal((404, -32809), await Statuses(Post(app.Rpc, header, "/api/v1/none", "[]")));
        Assert.Equal((400, -32807), await Statuses(Post(app.Rpc, header, "/api/v1/test/test", "[")));
        Assert.Equal((415, -32803), await Statuses(Post(app.Rpc, header, "/api/v1/test/test", "[]", "text/plain")));
    }

    [Fact]
    public async Task A_MessagePack_void_call_gets_a_MessagePack_response()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/profile/read") { Headers = { { "API-Call-Void", "true" } }, Content = new ByteArrayContent([0x90]) };
        request.Content.Headers.ContentType = new("application/msgpack");
        using var response = await app.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal("application/msgpack", response.Content.Headers.ContentType!.ToString());
        var body = Encoding.Latin1.GetString(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal("\u0082\u00a7jsonrpc\u00a32.0\u00a6result\u0083\u00a6status\u00cc\u00c8\u00abstatus_text\u00a2OK\u00a9exception\u00c2", body);
    }

    private static void AssertTaken(RpcAnswer answer) => Assert.Equal((200, Taken), (answer.HttpStatus, answer.Body));

    private static async Task<(int, int)> Statuses(Task<RpcAnswer> call) => (await call) is var answer ? (answer.HttpStatus, answer.Status) : default;

    private static Task<RpcAnswer> Post(RpcClient client, string header, string path, string body, string type = "application/json") =>
        client.Send(new(HttpMethod.Post, path) { Content = new StringContent(body, null, type), Headers = { { header, "true" } } });

    /// <summary>Returns the status of the newest call of a method in the log, and whether it was an exception.</summary>
    private static async Task<(int, bool)> Newest(RpcClient root, string method)
    {
        var row = (await root.Call("admin/api-call-log/read-log", new { where = new { method_id = method }, limit = 1 })).Data[0];
        return (row.GetProperty("status").GetInt32(), row.GetProperty("is_exception").GetBoolean());
    }
}
