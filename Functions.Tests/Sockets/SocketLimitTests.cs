using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Serverless.Api.Rpc.Protocol;
using Serverless.LocalHost.Sockets;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Sockets;

/// <summary>Tests the limits that protect the local host from clients of sockets.</summary>
public sealed class SocketLimitTests(SocketLimitTests.SmallApp app) : IClassFixture<SocketLimitTests.SmallApp>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private Uri Address => app.Http.BaseAddress!;

    [Fact]
    public async Task The_number_of_sockets_per_user_is_limited_except_for_anonymous_clients()
    {
        var (_, client) = await Given.SignedInUser(app.Rpc);
        var sockets = new List<RpcSocket>();
        for (var i = 0; i < SmallApp.PerUser; i++)
        {
            sockets.Add(await RpcSocket.Open(Address, client.Token));
            sockets.Add(await RpcSocket.Open(Address));
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, await Refused("jsonrpc_2.0", client.Token!));
        await sockets[0].DisposeAsync();
        await TestTimeout.Until(async () => await Refused("jsonrpc_2.0", client.Token!) != HttpStatusCode.TooManyRequests, "A socket that is closed still counts.");
        foreach (var socket in sockets)
        {
            await socket.DisposeAsync();
        }
    }

    [Fact]
    public async Task The_number_of_sockets_per_process_is_limited()
    {
        await using var tiny = new TestApp(app.Azurite) { Settings = { ["Sockets:MaximumPerInstance"] = "2" } };
        await tiny.InitializeAsync();
        await using var one = await RpcSocket.Open(tiny.Http.BaseAddress!);
        await using var two = await RpcSocket.Open(tiny.Http.BaseAddress!);
        using (var response = await Upgrade(tiny, origin: null))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        }

        Assert.Equal(200, (await tiny.Rpc.Call("test/test")).Status);
        await two.DisposeAsync();
        await TestTimeout.Until(
            async () =>
            {
                using var response = await Upgrade(tiny, origin: null);
                return response.StatusCode == HttpStatusCode.SwitchingProtocols;
            },
            "A socket that is closed still counts.");
    }

    [Fact]
    public async Task A_flood_of_frames_is_refused_and_does_not_affect_other_clients()
    {
        await using var flood = await RpcSocket.Open(Address);
        await using var calm = await RpcSocket.Open(Address);
        const int Frames = 1000;
        var sending = Task.Run(
            async () =>
            {
                for (var i = 1; i <= Frames; i++)
                {
                    await flood.Send($$"""{"jsonrpc":"2.0","method":"/v1/test/test","params":["x"],"id":{{i}}}""");
                }
            },
            Stop);
        var codes = new Dictionary<int, int>();
        for (var i = 0; i < Frames; i++)
        {
            var status = RpcSocket.Status(await flood.Next());
            codes[status] = codes.GetValueOrDefault(status) + 1;
        }

        await sending;
        Assert.Equal([RpcStatus.TooManyRequests, 200], codes.Keys.Order());
        Assert.InRange(codes[200], 100, 900);
        Assert.Equal(200, RpcSocket.Status(await calm.Call("test/test")));
    }

    [Fact]
    public async Task A_client_that_does_not_read_is_dropped()
    {
        var (_, client) = await Given.SignedInUser(app.Rpc);
        await using var slow = await RpcSocket.Open(Address, client.Token);
        var hub = app.Get<SocketHub>();
        var frame = new string('x', 50_000);
        Assert.Equal(1, Users(hub, client));
        await TestTimeout.Until(
            () =>
            {
                hub.Receive(new SocketSignal(SocketGroupOf(client), frame, IsClose: false));
                return Users(hub, client) == 0;
            },
            "The connection is still there.");
        await Assert.ThrowsAsync<WebSocketException>(async () => await slow.UntilClosed());
    }

    [Fact]
    public async Task A_client_that_does_not_answer_pings_is_dropped_and_one_that_does_stays()
    {
        var (_, client) = await Given.SignedInUser(app.Rpc);
        var (_, other) = await Given.SignedInUser(app.Rpc);
        var hub = app.Get<SocketHub>();
        await using var alive = await RpcSocket.Open(Address, other.Token);
        var reading = alive.NextFrame(); // answers pings
        using var halfOpen = await Raw(client.Token!);
        Assert.Equal(1, Users(hub, client));
        await TestTimeout.Until(() => Users(hub, client) == 0, "The connection is still there.");
        Assert.Equal(1, Users(hub, other));
        Assert.False(reading.IsCompleted);
    }

    [Theory]
    [InlineData("ffffffffffffffff")] // reserved bits set
    [InlineData("8100")] // not masked
    [InlineData("82ff7fffffffffffffff00000000")] // a length of 2^63 - 1
    [InlineData("81fe0005000000006162636465")] // a length that is not in its shortest form
    [InlineData("8185000000006180ff6162")] // not UTF-8
    public async Task A_malformed_frame_ends_only_its_own_connection(string bytes)
    {
        var (_, client) = await Given.SignedInUser(app.Rpc);
        var hub = app.Get<SocketHub>();
        using var socket = await Raw(client.Token!);
        await socket.GetStream().WriteAsync((byte[])[.. Convert.FromHexString(bytes), .. new byte[64]], Stop); // at once: the app may close the connection after the first
        await TestTimeout.Until(() => Users(hub, client) == 0, "The connection is still there.");
        await using var calm = await RpcSocket.Open(Address);
        Assert.Equal(200, RpcSocket.Status(await calm.Call("test/test")));
    }

    [Theory]
    [InlineData(null, HttpStatusCode.SwitchingProtocols)]
    [InlineData(SmallApp.Origin, HttpStatusCode.SwitchingProtocols)]
    [InlineData("own", HttpStatusCode.SwitchingProtocols)]
    [InlineData("https://evil.example.com", HttpStatusCode.Forbidden)]
    [InlineData("null", HttpStatusCode.Forbidden)]
    public async Task Only_pages_of_allowed_origins_can_open_sockets(string? origin, HttpStatusCode expected)
    {
        using var response = await Upgrade(app, origin == "own" ? Address.GetLeftPart(UriPartial.Authority) : origin);
        Assert.Equal(expected, response.StatusCode);
    }

    private static int Users(SocketHub hub, RpcClient client) => hub.Count(SocketGroupOf(client));

    private static string SocketGroupOf(RpcClient client) =>
        Serverless.Security.Credential.TryParse(client.Token, out var credential) ? Serverless.Sockets.SocketGroups.Credential(credential.RecordId) : throw new ArgumentException("The client has no session.");

    private static async Task<HttpResponseMessage> Upgrade(TestApp app, string? origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/");
        foreach (var (name, value) in (IEnumerable<(string, string?)>)
            [("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13"), ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="), ("Sec-WebSocket-Protocol", "jsonrpc_2.0"), ("Origin", origin)])
        {
            if (value is not null)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return await app.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Stop);
    }

    /// <summary>Returns a connection that is upgraded and then sends nothing by itself, not even pongs.</summary>
    private async Task<TcpClient> Raw(string token)
    {
        var socket = new TcpClient();
        await socket.ConnectAsync(Address.Host, Address.Port, Stop);
        await socket.GetStream().WriteAsync(
            Encoding.ASCII.GetBytes($"GET /api/ HTTP/1.1\r\nHost: {Address.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: jsonrpc_2.0, {token}\r\n\r\n"),
            Stop);
        var answer = new byte[12];
        await socket.GetStream().ReadExactlyAsync(answer, Stop);
        Assert.Equal("HTTP/1.1 101", Encoding.ASCII.GetString(answer));
        await TestTimeout.Until(
            () => Serverless.Security.Credential.TryParse(token, out var credential) && app.Get<SocketHub>().Count(Serverless.Sockets.SocketGroups.Credential(credential.RecordId)) == 1, "The connection is not there.");
        return socket;
    }

    private async Task<HttpStatusCode> Refused(params string[] protocols)
    {
        using var socket = new ClientWebSocket();
        Array.ForEach(protocols, socket.Options.AddSubProtocol);
        socket.Options.CollectHttpResponseDetails = true;
        try
        {
            await socket.ConnectAsync(new UriBuilder(Address) { Scheme = "ws", Path = "/api/" }.Uri, Stop);
        }
        catch (WebSocketException)
        {
            return socket.HttpStatusCode;
        }

        return HttpStatusCode.SwitchingProtocols;
    }

    public sealed class SmallApp : TestApp
    {
        public const int PerUser = 3;

        public const string Origin = "https://app.example.com";

        public SmallApp(AzuriteFixture azurite)
            : base(azurite)
        {
            Settings["Sockets:MaximumPerUser"] = "3";
            Settings["Sockets:IdleSeconds"] = "4";
            Settings["Cors:AllowedOrigins"] = Origin;
        }
    }
}
