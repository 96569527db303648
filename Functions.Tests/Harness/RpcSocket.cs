using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Serverless.Tests.Harness;

/// <summary>Represents a socket as clients of document 002 open it. Received frames wait until a test reads them.</summary>
public sealed class RpcSocket : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private int _id;

    /// <summary>Gets the code and the reason with which the server closed the connection. Both are null while it is open.</summary>
    public (int? Code, string? Reason) Closed => ((int?)_socket.CloseStatus, _socket.CloseStatusDescription);

    public ClientWebSocket Socket => _socket;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Connects, with the token if it is not null.</summary>
    public static async Task<RpcSocket> Open(Uri server, string? token = null, string path = "/api/", string? origin = null)
    {
        var socket = new RpcSocket();
        socket._socket.Options.AddSubProtocol("jsonrpc_2.0");
        if (token is not null)
        {
            socket._socket.Options.AddSubProtocol(token);
        }

        if (origin is not null)
        {
            socket._socket.Options.SetRequestHeader("Origin", origin);
        }

        await socket._socket.ConnectAsync(new UriBuilder(server) { Scheme = "ws", Path = path }.Uri, Stop);
        Assert.Equal("jsonrpc_2.0", socket._socket.SubProtocol);
        return socket;
    }

    /// <summary>Sends a text frame.</summary>
    public Task Send(string frame) => _socket.SendAsync(Encoding.UTF8.GetBytes(frame), WebSocketMessageType.Text, endOfMessage: true, Stop);

    /// <summary>Sends a binary frame.</summary>
    public Task Send(byte[] frame) => _socket.SendAsync(frame, WebSocketMessageType.Binary, endOfMessage: true, Stop);

    /// <summary>Calls a method and returns the frame with the response.</summary>
    public async Task<JsonElement> Call(string method, params object?[] parameters)
    {
        var id = ++_id;
        await Send(JsonSerializer.Serialize(new { jsonrpc = "2.0", method = method.StartsWith('/') ? method : "/v1/" + method, @params = parameters, id }));
        while (true)
        {
            var frame = await Next();
            if (frame.TryGetProperty("id", out var answered) && answered.GetInt32() == id)
            {
                return frame;
            }
        }
    }

    /// <summary>Returns the status of a response.</summary>
    public static int Status(JsonElement frame) =>
        frame.TryGetProperty("result", out var result) ? result.GetProperty("status").GetInt32() : frame.GetProperty("error").GetProperty("code").GetInt32();

    /// <summary>Returns the next frame, which must be text.</summary>
    public async Task<JsonElement> Next()
    {
        var (type, body) = await NextFrame();
        Assert.Equal(WebSocketMessageType.Text, type);
        return JsonElement.Parse(body);
    }

    /// <summary>Returns the next frame, or the close.</summary>
    public async Task<(WebSocketMessageType Type, byte[] Body)> NextFrame()
    {
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var part = await _socket.ReceiveAsync(buffer.AsMemory(), Stop).AsTask().WaitAsync(TestTimeout.Length, Stop);
            await body.WriteAsync(buffer.AsMemory(0, part.Count), Stop);
            if (part.EndOfMessage || part.MessageType == WebSocketMessageType.Close)
            {
                return (part.MessageType, body.ToArray());
            }
        }
    }

    /// <summary>Waits until the server closes the connection, and returns the frames that arrive before.</summary>
    public async Task<List<string>> UntilClosed()
    {
        var frames = new List<string>();
        while (await NextFrame() is { Type: not WebSocketMessageType.Close } frame)
        {
            frames.Add(Encoding.UTF8.GetString(frame.Body));
        }

        await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", Stop);
        return frames;
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
