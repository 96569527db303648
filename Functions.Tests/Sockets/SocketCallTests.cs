using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using Serverless.Domain.CallLog;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Sockets;

/// <summary>Tests calls by frames (rpc.md 2) on the local host.</summary>
public sealed class SocketCallTests(TestApp app) : IClassFixture<TestApp>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private Uri Address => app.Http.BaseAddress!;

    [Fact]
    public async Task The_call_log_stores_the_transport_of_each_call()
    {
        const string Method = "profile/set-telegram-username";
        var (name, client) = await Given.SignedInUser(app.Rpc);
        var caller = (await app.FindUser(name))!.Pseudonym;
        await using var socket = await RpcSocket.Open(Address, client.Token);
        await socket.Call(Method, "t" + name);
        await client.Call(Method, "u" + name);
        var (calls, _) = await app.Get<ReadCalls>().Run("/v1/" + Method, 0, 100, Stop);
        Assert.Equal([CallTransport.Http, CallTransport.WebSocket], calls.Where(call => call.Caller == caller).OrderBy(call => call.Transport).Select(call => call.Transport));
    }

    [Fact]
    public async Task A_frame_costs_one_read_of_the_credential_and_an_anonymous_frame_costs_none()
    {
        var (_, client) = await Given.SignedInUser(app.Rpc);
        var token = (await client.Call("api-tokens/create", "mine")).Data.GetProperty("token").GetString();
        RpcSocket user = null!, anonymous = null!, program = null!;
        Assert.Equal(0, await app.CostOf(async () => anonymous = await RpcSocket.Open(Address)));
        Assert.Equal(1, await app.CostOf(async () => user = await RpcSocket.Open(Address, client.Token)));
        Assert.Equal(1, await app.CostOf(async () => program = await RpcSocket.Open(Address, token)));
        Assert.Equal(0, await app.CostOf(() => anonymous.Call("test/test", "x")));
        Assert.Equal(1, await app.CostOf(() => user.Call("test/test", "x")));
        Assert.Equal(1, await app.CostOf(() => user.Call("session/signin")));
        Assert.Equal(1, await app.CostOf(() => program.Call("test/test", "x")));
        Assert.Equal(0, await app.CostOf(() => user.Call("no/such-method")));
        Assert.Equal(0, await app.CostOf(async () =>
        {
            await user.Send("""{"jsonrpc":"2.0","method":"/ping","id":1}""");
            await user.Next();
        }));
        Assert.Equal(0, await app.CostOf(async () =>
        {
            await user.DisposeAsync();
            await anonymous.DisposeAsync();
            await program.DisposeAsync();
        }));
    }

    [Fact]
    public async Task Calls_by_frames_appear_in_the_call_log()
    {
        var root = await Given.Root(app);
        var before = await Accepted(root);
        await using var socket = await RpcSocket.Open(Address, root.Token);
        for (var i = 0; i < 3; i++)
        {
            await socket.Call("api-tokens/read");
        }

        Assert.Equal(before + 3, await Accepted(root));
    }

    [Fact]
    public async Task Another_subprotocol_is_refused_with_400_and_an_upgrade_to_another_protocol_with_426()
    {
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("rpc");
        socket.Options.CollectHttpResponseDetails = true;
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(new UriBuilder(Address) { Scheme = "ws", Path = "/api/" }.Uri, Stop));
        Assert.Equal(HttpStatusCode.BadRequest, socket.HttpStatusCode);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api");
        request.Headers.TryAddWithoutValidation("Connection", "Upgrade");
        request.Headers.TryAddWithoutValidation("Upgrade", "h2c");
        using var response = await app.Http.SendAsync(request, Stop);
        Assert.Equal((HttpStatusCode.UpgradeRequired, "websocket", true), (response.StatusCode, response.Headers.Upgrade.ToString(), response.Headers.ConnectionClose));
    }

    private static async Task<int> Accepted(RpcClient root)
    {
        string[] where = ["=", "/v1/api-tokens/read"];
        var log = await root.Call("admin/api-call-log/read-log", new { where = new { method_id = where } });
        return log.Data.ValueKind == JsonValueKind.Array ? log.Data.GetArrayLength() : 0;
    }
}
