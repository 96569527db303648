using Serverless.Api.Rpc.Protocol;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Sockets;

/// <summary>Tests that the end of a credential closes the sockets that were opened with it, and no others.</summary>
public sealed class SocketCloseTests(TestApp app) : IClassFixture<TestApp>
{
    private static readonly (int?, string?) SignedOut = (4000, "Signed out");

    private Uri Address => app.Http.BaseAddress!;

    [Fact]
    public async Task A_sign_out_closes_the_sockets_of_its_session_after_the_response_and_no_others()
    {
        var (name, client) = await Given.SignedInUser(app.Rpc);
        var other = await Given.Session(app.Rpc, name);
        await using var own = await RpcSocket.Open(Address, client.Token);
        await using var second = await RpcSocket.Open(Address, client.Token);
        await using var others = await RpcSocket.Open(Address, other.Token);
        await using var anonymous = await RpcSocket.Open(Address);
        Assert.Equal(200, RpcSocket.Status(await own.Call("session/signout")));
        foreach (var closed in (RpcSocket[])[own, second])
        {
            Assert.Empty(await closed.UntilClosed());
            Assert.Equal(SignedOut, closed.Closed);
        }

        Assert.Equal(200, RpcSocket.Status(await others.Call("profile/read")));
        Assert.Equal(200, RpcSocket.Status(await anonymous.Call("test/test")));
        // The token of the ended session opens an anonymous socket.
        await using var again = await RpcSocket.Open(Address, client.Token);
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
        var root = await Given.Root(app);
        var (name, client) = await Given.SignedInUser(app.Rpc);
        var doer = await Given.Session(app.Rpc, name);
        var id = await IdOf(client);
        await using var socket = await RpcSocket.Open(Address, client.Token);
        await using var doers = await RpcSocket.Open(Address, doer.Token);
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
        var (_, client) = await Given.SignedInUser(app.Rpc);
        var created = (await client.Call("api-tokens/create", "mine")).Data;
        var (id, token) = (created.GetProperty("id").GetString(), created.GetProperty("token").GetString());
        await using var program = await RpcSocket.Open(Address, token);
        await using var session = await RpcSocket.Open(Address, client.Token);
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

    [Fact]
    public async Task A_change_that_does_not_affect_credentials_closes_no_sockets()
    {
        var (name, client) = await Given.SignedInUser(app.Rpc);
        await using var socket = await RpcSocket.Open(Address, client.Token);
        await client.Call("profile/set-telegram-username", "t" + name);
        await Given.Session(app.Rpc, name);
        await app.FinishFollowUps();
        Assert.Equal(200, RpcSocket.Status(await socket.Call("profile/read")));
    }

    [Fact]
    public async Task An_administrator_who_loses_the_permission_cannot_call_its_methods_over_open_sockets()
    {
        var root = await Given.Root(app);
        var (_, admin) = await Given.SignedInUser(app.Rpc);
        var id = await IdOf(admin);
        await root.Call("admin/users/set-permissions", id, new { admin = true });
        await app.FinishFollowUps(); // the change closes open sockets after its response
        await using var socket = await RpcSocket.Open(Address, admin.Token);
        Assert.Equal(200, RpcSocket.Status(await socket.Call("admin/users/read")));
        await root.Call("admin/users/set-permissions", id, new { admin = false });
        await socket.UntilClosed();
        Assert.Equal(SignedOut, socket.Closed);
        await using var again = await RpcSocket.Open(Address, admin.Token);
        Assert.Equal(RpcStatus.InsufficientPermissions, RpcSocket.Status(await again.Call("admin/users/read")));
    }

    [Fact]
    public async Task The_socket_of_an_expired_session_is_closed_at_its_next_frame()
    {
        await using var late = new TestApp(app.Azurite);
        await late.InitializeAsync();
        var (_, client) = await Given.SignedInUser(late.Rpc);
        await using var socket = await RpcSocket.Open(late.Http.BaseAddress!, client.Token);
        late.Clock.Advance(TimeSpan.FromDays(31));
        Assert.Equal(RpcStatus.InsufficientPermissions, RpcSocket.Status(await socket.Call("profile/read")));
        await socket.UntilClosed();
        Assert.Equal(SignedOut, socket.Closed);
    }

    [Fact]
    public async Task A_notification_reaches_only_its_user_once_under_both_event_names()
    {
        var root = await Given.Root(app);
        var (_, client) = await Given.SignedInUser(app.Rpc);
        await using var socket = await RpcSocket.Open(Address, client.Token);
        await using var others = await RpcSocket.Open(Address, (await Given.SignedInUser(app.Rpc)).Client.Token);
        string[] ids = [await IdOf(client)];
        var answer = await root.Call("admin/notifications/create", ids, "subject", "body");
        Assert.True(answer.IsSuccess, answer.ToString());
        Assert.Equal("""{"jsonrpc":"2.0","method":"/event","params":["notifications"]}""", (await socket.Next()).GetRawText());
        Assert.Equal("""{"jsonrpc":"2.0","method":"/publish","params":["notifications"]}""", (await socket.Next()).GetRawText());
        await app.FinishFollowUps();
        // Neither socket receives another frame: the next one is the pong.
        foreach (var one in (RpcSocket[])[socket, others])
        {
            await one.Send("""{"jsonrpc":"2.0","method":"/ping","id":1}""");
            Assert.Equal("/pong", (await one.Next()).GetProperty("method").GetString());
        }

        var note = Assert.Single((await client.Call("notifications/read")).Data.EnumerateArray());
        Assert.Equal("subject", note.GetProperty("subject").GetString());
    }

    private static async Task<string> IdOf(RpcClient client) => (await client.Call("profile/read")).Data.GetProperty("id").GetString()!;
}
