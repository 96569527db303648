using System.Buffers;
using System.Net.WebSockets;
using System.Text;

namespace Serverless.LocalHost.Sockets;

/// <summary>Serves one open socket: reads frames, passes each to the event handler, and sends the response.</summary>
internal sealed class SocketConnection : IDisposable
{
    /// <summary>
    /// The number of calls of one connection that run at once. Further frames wait in the network, so a flood costs its sender and not this process.
    /// </summary>
    private const int CallsAtOnce = 16;

    private static readonly TimeSpan _drain = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _farewell = TimeSpan.FromSeconds(2);

    private readonly WebSocket _socket;
    private readonly IEventHandler _handler;
    private readonly FrameReader _reader;
    private readonly SendQueue _sends;
#pragma warning disable CA2213 // not disposed: a call may end after its connection, and a semaphore without a wait handle holds nothing to free
    private readonly SemaphoreSlim _calls = new(CallsAtOnce);
#pragma warning restore CA2213
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _events = 1; // the first event was connect
    private int _isClosing;

    public SocketConnection(WebSocket socket, SocketIdentity identity, IEventHandler handler, SocketServerOptions options)
    {
        _socket = socket;
        _handler = handler;
        _reader = new FrameReader(socket, options.MaximumFrame);
        _sends = new SendQueue(socket, options.MaximumBacklog);
        Identity = identity;
    }

    public SocketIdentity Identity { get; }

    /// <summary>Serves the connection until it ends.</summary>
    public async Task Run()
    {
        _ = Tell(CloudEvent.Connected, "{}");
        var reason = "The client closed the connection.";
        try
        {
            while (await _reader.Read() is { Type: not WebSocketMessageType.Close } frame)
            {
                await Accept(frame);
            }

            _sends.Close(WebSocketCloseStatus.NormalClosure, "");
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            reason = "The connection broke.";
            _socket.Abort();
        }
        finally
        {
            _ended.TrySetResult();
        }

        _ = Tell(CloudEvent.Disconnected, $$"""{"reason":"{{reason}}"}""");
    }

    /// <summary>Sends a frame. A client that reads too slowly loses the connection.</summary>
    public void Send(ReadOnlyMemory<byte> frame, WebSocketMessageType type)
    {
        if (!_sends.TryAdd(frame, type))
        {
            _socket.Abort();
        }
    }

    /// <summary>Closes the connection. Frames that arrive from now on are ignored. Running calls have two seconds to send their responses first.</summary>
    public Task Close(WebSocketCloseStatus status, string reason) =>
        Interlocked.Exchange(ref _isClosing, 1) == 0 ? CloseAfterCalls(status, reason) : _ended.Task;

    public void Dispose() => _socket.Dispose();

    private async Task CloseAfterCalls(WebSocketCloseStatus status, string reason)
    {
        using var limit = new CancellationTokenSource(_drain, TimeProvider.System);
        try
        {
            for (var i = 0; i < CallsAtOnce; i++)
            {
                await _calls.WaitAsync(limit.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // A call takes too long. It still completes, but its response is lost.
        }

        _sends.Close(status, reason);
        await Task.WhenAny(_ended.Task, Task.Delay(_farewell, TimeProvider.System));
        _socket.Abort();
    }

    private async ValueTask Accept(ReceivedFrame frame)
    {
        if (Volatile.Read(ref _isClosing) != 0)
        {
            Return(frame);
            return;
        }

        await _calls.WaitAsync();
        _ = Answer(frame);
    }

    private async Task Answer(ReceivedFrame frame)
    {
        try
        {
            var isText = frame.Type == WebSocketMessageType.Text;
            var response = await _handler.Send(new(
                CloudEvent.Message, Identity, Interlocked.Increment(ref _events), isText ? CloudEvent.Text : CloudEvent.Binary, frame.Buffer.AsMemory(0, frame.Length)));
            if (!response.IsSuccess)
            {
                // Web PubSub also closes a connection if the event handler fails.
                _ = Close(WebSocketCloseStatus.InternalServerError, "");
                return;
            }

            Identity.State = response.State ?? Identity.State;
            if (response.Body.Length > 0)
            {
                Send(response.Body, response.ContentType?.StartsWith(CloudEvent.Binary, StringComparison.Ordinal) == true ? WebSocketMessageType.Binary : WebSocketMessageType.Text);
            }
        }
        // Every exception, because nothing awaits this task. Exceptions of the function are already responses here.
#pragma warning disable CA1031
        catch (Exception)
#pragma warning restore CA1031
        {
            _socket.Abort();
        }
        finally
        {
            Return(frame);
            _calls.Release();
        }
    }

    private static void Return(ReceivedFrame frame)
    {
        if (frame.Buffer is { } buffer)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Sends an event and ignores the response and any failure.</summary>
    private async Task Tell(string type, string body)
    {
        try
        {
            await _handler.Send(new(type, Identity, Interlocked.Increment(ref _events), CloudEvent.Json, Encoding.UTF8.GetBytes(body)));
        }
#pragma warning disable CA1031 // the event has no effect on the connection
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }
}
