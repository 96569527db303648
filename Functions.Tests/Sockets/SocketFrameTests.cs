using System.Net.WebSockets;
using System.Text.Json;
using MessagePack;
using Serverless.Api.Rpc.Protocol;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Sockets;

/// <summary>Tests frames (rpc.md 2) over sockets of the local host and, for a worker, of the service in front of it.</summary>
[Trait("Category", "BlackBox")]
public sealed class SocketFrameTests(Server server) : IClassFixture<Server>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/api")]
    [InlineData("/api/")]
    [InlineData("/client/hubs/api")]
    public async Task The_response_to_a_ping_is_a_pong_on_each_path(string path)
    {
        await using var socket = await RpcSocket.Open(server.Sockets, path: path);
        await socket.Send("""{"jsonrpc":"2.0","method":"/ping","id":7}""");
        Assert.Equal("""{"jsonrpc":"2.0","id":7,"method":"/pong"}""", (await socket.Next()).GetRawText());
    }

    [Fact]
    public async Task A_frame_is_a_call_and_returns_the_same_envelope_as_over_http()
    {
        var (name, client) = await Given.SignedInUser(server.Rpc);
        await using var socket = await RpcSocket.Open(server.Sockets, client.Token);
        var answer = await socket.Call("session/signin");
        Assert.Equal(name, answer.GetProperty("result").GetProperty("data").GetProperty("auth").GetProperty("username").GetString());
        Assert.Equal(200, RpcSocket.Status(await socket.Call("/healthcheck")));
        Assert.Equal(200, RpcSocket.Status(await socket.Call("profile/set-telegram-username", "t" + name)));
        Assert.Equal("t" + name, (await client.Call("profile/read")).Data.GetProperty("telegram_name").GetString());
    }

    [Fact]
    public async Task A_connection_with_an_invalid_token_is_anonymous()
    {
        await using var socket = await RpcSocket.Open(server.Sockets, "sls_" + new string('0', 54));
        Assert.Equal(200, RpcSocket.Status(await socket.Call("test/test", "x")));
        Assert.Equal(RpcStatus.InsufficientPermissions, RpcSocket.Status(await socket.Call("profile/read")));
    }

    [Theory]
    [InlineData("no/such-method", "[]", RpcStatus.MethodNotFound)]
    [InlineData("admin/users/read", "[]", RpcStatus.InsufficientPermissions)]
    [InlineData("session/signout", "[1]", RpcStatus.InvalidParameters)]
    [InlineData("test/upload", "[]", RpcStatus.UploadOverSocket)]
    public async Task Errors_have_the_same_codes_as_over_http(string method, string parameters, int code)
    {
        await using var socket = await RpcSocket.Open(server.Sockets);
        await socket.Send($$"""{"jsonrpc":"2.0","method":"/v1/{{method}}","params":{{parameters}},"id":1}""");
        var error = (await socket.Next()).GetProperty("error");
        Assert.Equal((code, JsonValueKind.Object), (error.GetProperty("code").GetInt32(), error.GetProperty("data").GetProperty("meta").ValueKind));
    }

    [Fact]
    public async Task A_frame_that_expects_no_response_gets_none()
    {
        await using var socket = await RpcSocket.Open(server.Sockets);
        foreach (var frame in (string[])
        [
            "", "{", "null", "[]", "5", "{}", """{"jsonrpc":"2.0"}""", """{"jsonrpc":"2.0","method":5,"id":1}""", """{"jsonrpc":"2.0","result":{},"id":1}""",
            """{"jsonrpc":"2.0","method":"/pong","params":[]}""", """{"jsonrpc":"2.0","method":"/pong","id":1}""", """{"jsonrpc":"2.0","method":"/event","params":["mine",1]}""",
            """{"jsonrpc":"2.0","method":"/publish","params":["mine"]}""", """{"jsonrpc":"2.0","method":"/subscribe","params":[["notifications"]]}""",
            """{"jsonrpc":"2.0","method":"/unsubscribe","params":[["notifications"]]}""", """{"jsonrpc":"2.0","method":"/v1/test/test","params":["void"]}""",
            """{"jsonrpc":"2.0","method":"/v1/no/such-method","id":0}""", """{"jsonrpc":"2.0","method":"/v1/no/such-method","id":null}""",
        ])
        {
            await socket.Send(frame);
        }

        await socket.Send("""{"jsonrpc":"2.0","method":"/ping","id":99}""");
        Assert.Equal(99, (await socket.Next()).GetProperty("id").GetInt32());
    }

    [Fact]
    public async Task A_binary_frame_and_its_response_are_message_pack()
    {
        await using var socket = await RpcSocket.Open(server.Sockets);
        await socket.Send(Convert.FromHexString("84a76a736f6e727063a3322e30a66d6574686f64a52f70696e67a6706172616d73d40000a2696401")); // as the client of 2021 sends it
        Assert.Equal("""{"jsonrpc":"2.0","id":1,"method":"/pong"}""", await NextPacked(socket));
        await socket.Send(MessagePackSerializer.ConvertFromJson("""{"jsonrpc":"2.0","method":"/v1/no/such-method","params":[],"id":2}""", cancellationToken: Stop));
        Assert.Contains("-32809", await NextPacked(socket), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_frame_that_is_too_large_is_refused_and_the_connection_stays_open()
    {
        await using var socket = await RpcSocket.Open(server.Sockets);
        await socket.Send($$"""{"jsonrpc":"2.0","method":"/ping","params":["{{new string('x', 200_000)}}"],"id":1}""");
        Assert.Equal(RpcStatus.BodyNotDecoded, RpcSocket.Status(await socket.Next()));
        await socket.Send($$"""{"jsonrpc":"2.0","method":"/ping","params":["{{new string('x', 60_000)}}"],"id":2}""");
        Assert.Equal(2, (await socket.Next()).GetProperty("id").GetInt32());
    }

    private static async Task<string> NextPacked(RpcSocket socket)
    {
        var (type, body) = await socket.NextFrame();
        Assert.Equal(WebSocketMessageType.Binary, type);
        return MessagePackSerializer.ConvertToJson(body, cancellationToken: Stop);
    }
}
