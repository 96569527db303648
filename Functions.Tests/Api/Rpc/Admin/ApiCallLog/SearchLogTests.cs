using System.Globalization;
using System.Text.Json;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Rpc.Admin.ApiCallLog;

/// <summary>Tests the filters of <c>admin/api-call-log/read-log</c> by status, user and time over HTTP.</summary>
public sealed class SearchLogTests(TestApp app) : IClassFixture<TestApp>
{
    private const string Method = "admin/api-call-log/read-log";

    [Theory]
    [InlineData("""{"status":404}""", new[] { -32809, 404 })]
    [InlineData("""{"status":"404"}""", new[] { -32809, 404 })]
    [InlineData("""{"status":["=","4xx"]}""", new[] { -32801, -32808, -32809, 404 })]
    [InlineData("""{"status":"2xx"}""", new[] { 200 })]
    [InlineData("""{"status":-32808}""", new[] { -32808 })]
    [InlineData("""{"status":401}""", new[] { -32801 })]
    [InlineData("""{"status":["!=","2xx"]}""", new[] { -32801, -32808, -32809, 404 })]
    [InlineData("""{"status":"5xx"}""", new int[0])]
    public async Task A_status_is_that_of_HTTP_or_a_code_of_the_family(string where, int[] statuses)
    {
        var root = await Given.Root(app);
        var begun = app.Clock.GetUtcNow().AddMilliseconds(-1); // calls start in whole milliseconds
        await app.Rpc.Call("profile/set-telegram-username", "x"); // -32801
        await root.Call("test/test", "x"); // 200
        await root.Post("/api/v1/session/confirm-email-by-token", "[]"); // -32808
        await root.Call("admin/users/set-enabled", "123456789", true); // 404
        var answer = await Search(root, where, begun);
        var found = Rows(answer).Select(row => row.GetProperty("status").GetInt32()).Distinct().Order().ToArray();
        Assert.Equal(statuses.Except([-32809]).Order(), found);
        Assert.Equal(JsonValueKind.Null, Meta(answer).GetProperty("continuation").ValueKind);
        Assert.False(Meta(answer).TryGetProperty("total", out _));
    }

    [Fact]
    public async Task Calls_of_a_user_are_found_until_the_user_is_erased()
    {
        var root = await Given.Root(app);
        var (name, client) = await Given.SignedInUser(app.Rpc);
        var id = (await app.FindUser(name))!.Id.ToString(CultureInfo.InvariantCulture);
        for (var i = 0; i < 5; i++)
        {
            await client.Call("profile/read");
        }

        var first = await root.Call(Method, new { where = new { user_id = id }, limit = 3 });
        Assert.Equal(3, first.Rows);
        Assert.All(Rows(first), row => Assert.Equal(id, row.GetProperty("user_id").GetString()));
        var second = await root.Call(Method, new { where = new { user_id = id, method_id = "/v1/profile/read" }, limit = 3, continuation = Meta(first).GetProperty("continuation").GetString() });
        Assert.Equal(2, second.Rows);
        Assert.Equal(JsonValueKind.Null, Meta(second).GetProperty("continuation").ValueKind);
        Assert.Equal("\"1\"", Rows(await root.Call(Method, new { where = new { user_id = 1 }, limit = 1 })).Single().GetProperty("user_id").GetRawText());

        await root.Call("admin/users/delete", id);
        var erased = await root.Call(Method, new { where = new { user_id = id } });
        Assert.Equal((JsonValueKind.Null, 0), (erased.Data.ValueKind, erased.Rows));
        Assert.NotEqual(default, Meta(erased).GetProperty("searched_from").GetDateTimeOffset());
    }

    [Fact]
    public async Task A_range_of_time_includes_its_beginning_and_not_its_end()
    {
        var root = await Given.Root(app);
        await app.Rpc.Get("/api/ping");
        var row = Rows(await root.Call(Method, new { where = new { method_id = "/ping" } }))[0];
        var started = row.GetProperty("started").GetDateTimeOffset();
        Assert.Contains(Rows(await Range(started, started.AddMilliseconds(1))), one => one.GetRawText() == row.GetRawText());
        Assert.Empty(Rows(await Range(started.AddMilliseconds(-1), started)));
        Assert.Empty(Rows(await Range(started.AddDays(1), started.AddDays(2))));
        Assert.Empty(Rows(await Range(started, started.AddDays(-1))));

        Task<RpcAnswer> Range(DateTimeOffset from, DateTimeOffset to) => root.Call(Method, new { where = new { method_id = "/ping", from, to } });
    }

    [Theory]
    [InlineData("""{"where":{"status":"6xx"}}""", "options.where.status")]
    [InlineData("""{"where":{"status":"4xxx"}}""", "options.where.status")]
    [InlineData("""{"where":{"status":99}}""", "options.where.status")]
    [InlineData("""{"where":{"status":null}}""", "options.where.status")]
    [InlineData("""{"where":{"status":["="]}}""", "options.where.status")]
    [InlineData("""{"where":{"user_id":"root"}}""", "options.where.user_id")]
    [InlineData("""{"where":{"user_id":null}}""", "options.where.user_id")]
    [InlineData("""{"where":{"from":"yesterday"}}""", "options.where.from")]
    [InlineData("""{"where":{"to":5}}""", "options.where.to")]
    [InlineData("""{"where":{"status":404},"offset":1}""", "options.offset")]
    [InlineData("""{"continuation":"next"}""", "options.continuation")]
    [InlineData("""{"where":{}}""", "options.where")]
    [InlineData("""{"where":{"started":"x"}}""", "options.where.started")]
    [InlineData("""{"where":{"user_id":["like","1"]}}""", "options.where.user_id")]
    public async Task A_wrong_option_is_named(string options, string path)
    {
        var answer = await (await Given.Root(app)).Call(Method, JsonElement.Parse(options));
        Assert.Equal(-32808, answer.Status);
        Assert.Equal(path, answer.Envelope.GetProperty("error").GetProperty("data").GetProperty("meta").GetProperty("details")[0].GetProperty("path").GetString());
    }

    [Fact]
    public async Task A_continuation_alone_goes_through_the_whole_log()
    {
        var root = await Given.Root(app);
        for (var i = 0; i < 3; i++)
        {
            await app.Rpc.Get("/api/ping");
        }

        var all = Rows(await root.Call(Method, new { where = new { method_id = "/ping" } }));
        var latest = $"{all[0].GetProperty("started").GetDateTimeOffset().ToUnixTimeMilliseconds()}-0";
        var found = Rows(await root.Call(Method, new { where = new { method_id = "/ping" }, continuation = latest }));
        Assert.Equal(all.Select(row => row.GetRawText()), found.Select(row => row.GetRawText()));
    }

    private static async Task<RpcAnswer> Search(RpcClient root, string where, DateTimeOffset from)
    {
        var filters = JsonElement.Parse(where).EnumerateObject().ToDictionary(filter => filter.Name, filter => (object)filter.Value);
        filters["from"] = from;
        return await root.Call(Method, new { where = filters });
    }

    private static IReadOnlyList<JsonElement> Rows(RpcAnswer answer) => answer.Data.ValueKind == JsonValueKind.Array ? [.. answer.Data.EnumerateArray()] : [];

    private static JsonElement Meta(RpcAnswer answer) => answer.Envelope.GetProperty("result").GetProperty("meta");
}
