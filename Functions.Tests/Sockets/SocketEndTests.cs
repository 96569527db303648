using Serverless.Api.Rpc.Protocol;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Sockets;

/// <summary>
/// Tests that the end of a credential closes the sockets that were opened with it, and no others: on the local host and, for a worker, with the service in
/// front of it.
/// </summary>
[Trait("Category", "BlackBox")]
public sealed class SocketEndTests(Server server) : IClassFixture<Server>
{
    private static readonly (int?, string?) SignedOut = (4000, "Signed out");

    [Fact]
    public async Task A_sign_out_closes_the_sockets_of_its_session_after_the_response_and_no_others()
    {
        var (name, client) = await Given.SignedInUser(server.Rpc);
        var other = await Given.Session(server.Rpc, name);
        await using var own = await RpcSocket.Open(server.Sockets, client.Token);
        await using var second = await RpcSocket.Open(server.Sockets, client.Token);
        await using var others = await RpcSocket.Open(server.Sockets, other.Token);
        await using var anonymous = await RpcSocket.Open(server.Sockets);
        Assert.Equal(200, RpcSocket.Status(await own.Call("session/signout")));
        foreach (var closed in (RpcSocket[])[own, second])
        {
            Assert.Empty(await closed.UntilClosed());
            Assert.Equal(SignedOut, closed.Closed);
        }

        Assert.Equal(200, RpcSocket.Status(await others.Call("profile/read")));
        Assert.Equal(200, RpcSocket.Status(await anonymous.Call("test/test")));
        // The token of the ended session opens an anonymous socket.
        await using var again = await RpcSocket.Open(server.Sockets, client.Token);
        Assert.Equal(RpcStatus.InsufficientPermissions, RpcSocket.Status(await again.Call("profile/read")));
    }

    [Theory]
    [InlineData("sign-out over http")]
    [InlineData("delete-sessions")]
    [InlineData("sessions/delete")]
    [InlineData("password")]
    [InlineData("disabled")]
    [InlineData("deleted")]
    [InlineData("permissions")]
    [InlineData("sessions deleted by an administrator")]
    public async Task Every_way_to_end_a_session_closes_its_sockets(string how)
    {
        var root = await server.Root();
        var (name, client) = await Given.SignedInUser(server.Rpc);
        var doer = await Given.Session(server.Rpc, name);
        var id = await IdOf(client);
        await using var socket = await RpcSocket.Open(server.Sockets, client.Token);
        await using var doers = await RpcSocket.Open(server.Sockets, doer.Token);
        var keepsDoer = how is "sign-out over http" or "delete-sessions" or "sessions/delete" or "password";
        var answer = how switch
        {
            "sign-out over http" => await client.Call("session/signout"),
            "delete-sessions" => await doer.Call("profile/delete-sessions"),
            "sessions/delete" => await doer.Call("profile/sessions/delete", (await client.Call("profile/sessions/read")).Data.EnumerateArray().Single(one => one.GetProperty("is_current").GetBoolean()).GetProperty("id").GetString()),
            "password" => await doer.Call("profile/set-password", "another long and winding road"),
            "disabled" => await root.Call("admin/users/set-enabled", id, false),
            "deleted" => await root.Call("admin/users/delete", id),
            "permissions" => await root.Call("admin/users/set-permissions", id, new { admin = true }),
            _ => await root.Call("admin/users/delete-sessions", id),
        };
        Assert.True(answer.IsSuccess, answer.ToString());
        await socket.UntilClosed();
        Assert.Equal(SignedOut, socket.Closed);
        if (keepsDoer)
        {
            Assert.Equal(200, RpcSocket.Status(await doers.Call("profile/read")));
        }
        else
        {
            await doers.UntilClosed();
            Assert.Equal(SignedOut, doers.Closed);
        }
    }

    [Theory]
    [InlineData("delete")]
    [InlineData("set-enabled")]
    [InlineData("set-permissions")]
    public async Task A_change_to_an_api_token_closes_its_sockets_and_not_those_of_sessions(string how)
    {
        var (_, client) = await Given.SignedInUser(server.Rpc);
        var created = (await client.Call("api-tokens/create", "mine")).Data;
        var (id, token) = (created.GetProperty("id").GetString(), created.GetProperty("token").GetString());
        await using var program = await RpcSocket.Open(server.Sockets, token);
        await using var session = await RpcSocket.Open(server.Sockets, client.Token);
        var answer = how switch
        {
            "delete" => await client.Call("api-tokens/delete", id),
            "set-enabled" => await client.Call("api-tokens/set-enabled", id, false),
            _ => await client.Call("api-tokens/set-permissions", id, new { }),
        };
        Assert.True(answer.IsSuccess, answer.ToString());
        await program.UntilClosed();
        Assert.Equal(SignedOut, program.Closed);
        Assert.Equal(200, RpcSocket.Status(await session.Call("profile/read")));
    }

    private static async Task<string> IdOf(RpcClient client) => (await client.Call("profile/read")).Data.GetProperty("id").GetString()!;
}
