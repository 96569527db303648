using Serverless.Api.Rpc.Protocol;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Sockets;

/// <summary>Tests that the end of a credential closes the sockets that were opened with it, and no others.</summary>
public sealed class SocketCloseTests(TestApp app) : IClassFixture<TestApp>
{
    private static readonly (int?, string?) SignedOut = (4000, "Signed out");

    private Uri Address => app.Http.BaseAddress!;

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
