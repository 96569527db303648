using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Rpc.Session;

[Trait("Category", "BlackBox")]
public sealed class SignoutTests(Server server) : IClassFixture<Server>
{
    [Fact]
    public async Task Signing_out_ends_the_session_at_once()
    {
        var (_, client) = await Given.SignedInUser(server.Rpc);
        var answer = await client.Call("session/signout");
        Assert.Equal("""{"jsonrpc":"2.0","result":{"status":200,"status_text":"OK","exception":false}}""", answer.Body);
        Assert.Equal(-32801, (await client.Call("profile/read")).Status);
    }

    [Fact]
    public async Task Sign_out_requires_a_session()
    {
        var (_, client) = await Given.SignedInUser(server.Rpc);
        await client.Call("session/signout");
        Assert.Equal((404, 404), await StatusOf(server.Rpc));
        Assert.Equal((404, 404), await StatusOf(client));
    }

    [Fact]
    public async Task Sign_out_takes_no_parameters()
    {
        var answer = await server.Rpc.Call("session/signout", [null]);
        Assert.Equal((-32808, "Method require no parameters"), (answer.Status, answer.Text));
    }

    private static async Task<(int, int)> StatusOf(RpcClient client)
    {
        var answer = await client.Call("session/signout");
        return (answer.HttpStatus, answer.Status);
    }
}
