using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Sessions;

public sealed class CallLogTests(TestApp app) : IClassFixture<TestApp>
{
    [Fact]
    public async Task Calls_of_endpoints_are_logged_with_the_status_that_the_caller_saw()
    {
        var name = await Given.User(app.Rpc);
        var (client, _) = await new RestClient(app.Http).SignIn(name);
        await client.Get("/api/sessions");
        await client.Get("/api/user/session/5");
        await new RestClient(app.Http).Get("/api/user/session/5");
        var root = await Given.Root(app);
        Assert.Equal(["200"], await Statuses(root, "/sessions/list"));
        Assert.Equal(["401", "404"], await Statuses(root, "/sessions/read"));
        Assert.Equal(["201"], await Statuses(root, "/sessions/sign-in"));
        Assert.Contains("/sessions/read", (await root.Call("admin/api-call-log/read-latest-stat")).Data.EnumerateArray().Select(stat => stat.GetProperty("id").GetString()));
    }

    private static async Task<string[]> Statuses(RpcClient root, string method)
    {
        var answer = await root.Call("admin/api-call-log/read-log", new { where = new { method_id = new[] { "=", method } } });
        Assert.True(answer.IsSuccess, answer.ToString());
        return [.. answer.Data.EnumerateArray().Select(call => call.GetProperty("status").ToString()).Order(StringComparer.Ordinal)];
    }
}
