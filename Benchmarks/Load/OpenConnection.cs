using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Serverless.Benchmarks.Load;

/// <summary>Represents a connection that stays open for one call after the other: HTTP/1.1 keep-alive, or a WebSocket.</summary>
internal abstract class OpenConnection(Socket socket) : IDisposable
{
    protected Socket Socket => socket;

    /// <summary>Makes a call and returns whether it succeeded.</summary>
    public abstract Task<bool> Call();

    public void Dispose() => socket.Dispose();

    protected static async Task<Socket> Connect(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));
        return socket;
    }
}

/// <summary>Represents an HTTP/1.1 connection.</summary>
internal sealed class OpenHttp : OpenConnection
{
    private readonly PreparedRequest _request;
    private readonly AnswerReader _reader;

    private OpenHttp(Socket socket, PreparedRequest request)
        : base(socket) => (_request, _reader) = (request, new AnswerReader(socket));

    public static async Task<OpenConnection> Open(PreparedRequest request) => new OpenHttp(await Connect(request.Port), request);

    public override async Task<bool> Call()
    {
        await Socket.SendAsync(_request.Bytes);
        return await _reader.Read() is >= 200 and < 300;
    }
}

/// <summary>Represents a WebSocket (RFC 6455). Its frames are masked with zeros, because the mask protects proxies, and there are none here.</summary>
internal sealed class OpenSocket : OpenConnection
{
    private static readonly byte[] Success = "\"result\":{\"status\":200"u8.ToArray();

    private readonly byte[] _frame;
    private readonly byte[] _answer = new byte[1024];

    private OpenSocket(Socket socket, byte[] frame)
        : base(socket) => _frame = frame;

    /// <summary>Connects, with the token if it is not null.</summary>
    public static async Task<OpenConnection> Open(Uri server, string call, string? token = null)
    {
        var socket = await Connect(server.Port);
        var protocols = token is null ? "jsonrpc_2.0" : $"jsonrpc_2.0, {token}";
        await socket.SendAsync(Encoding.ASCII.GetBytes(
            $"GET /api/ HTTP/1.1\r\nHost: {server.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: {protocols}\r\n\r\n"));
        var head = new byte[1024];
        for (var length = 0; !head.AsSpan(0, length).EndsWith("\r\n\r\n"u8);)
        {
            length += await socket.ReceiveAsync(head.AsMemory(length, 1)) is > 0 and var read ? read : throw new IOException("The server closed the connection in the handshake.");
        }

        return head.AsSpan().StartsWith("HTTP/1.1 101"u8) ? new OpenSocket(socket, Frame(call)) : throw new IOException("The server did not open a WebSocket.");
    }

    /// <summary>Makes a call. The connection is never idle, so the server sends no pings between calls.</summary>
    public override async Task<bool> Call()
    {
        await Socket.SendAsync(_frame);
        var received = 0;
        (int From, int Length) body;
        do
        {
            received += await Socket.ReceiveAsync(_answer.AsMemory(received)) is > 0 and var read ? read : throw new IOException("The server closed the connection.");
            body = received < 4 ? (0, int.MaxValue / 2) : _answer[1] < 126 ? (2, (int)_answer[1]) : (4, BinaryPrimitives.ReadUInt16BigEndian(_answer.AsSpan(2)));
        }
        while (received < body.From + body.Length);
        return _answer[0] == 0x81 && _answer.AsSpan(body.From, body.Length).IndexOf(Success) >= 0;
    }

    private static byte[] Frame(string text)
    {
        var body = Encoding.UTF8.GetBytes(text);
        return body.Length < 126 ? [0x81, (byte)(0x80 | body.Length), 0, 0, 0, 0, .. body] : throw new ArgumentException("The frame is too long for this.", nameof(text));
    }
}
