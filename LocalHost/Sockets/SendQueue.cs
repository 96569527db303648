using System.Net.WebSockets;

namespace Serverless.LocalHost.Sockets;

/// <summary>Sends the frames of one connection in order. While it is empty, it uses neither a task nor a buffer.</summary>
internal sealed class SendQueue(WebSocket socket, int mostBytes)
{
    private readonly Lock _lock = new();
    private readonly Queue<Item> _items = [];
    private long _bytes;
    private bool _isSending;
    private bool _isClosed;

    /// <summary>Adds a frame. Returns false if too many bytes are waiting, because the client reads too slowly.</summary>
    public bool TryAdd(ReadOnlyMemory<byte> frame, WebSocketMessageType type) => TryAdd(new Item(frame, type, default, null));

    /// <summary>Adds the close frame. Frames that are added later are discarded.</summary>
    public void Close(WebSocketCloseStatus status, string reason) => TryAdd(new Item(default, WebSocketMessageType.Close, status, reason));

    private bool TryAdd(Item item)
    {
        lock (_lock)
        {
            if (_isClosed)
            {
                return true;
            }

            if (item.Type == WebSocketMessageType.Close)
            {
                _isClosed = true;
            }
            else if (_bytes + item.Frame.Length > mostBytes)
            {
                return false;
            }

            _bytes += item.Frame.Length;
            _items.Enqueue(item);
            if (_isSending)
            {
                return true;
            }

            _isSending = true;
        }

        _ = Drain();
        return true;
    }

    private async Task Drain()
    {
        try
        {
            while (Next() is { } item)
            {
                await (item.Type == WebSocketMessageType.Close
                    ? socket.CloseOutputAsync(item.Status, item.Reason, CancellationToken.None)
                    : socket.SendAsync(item.Frame, item.Type, endOfMessage: true, CancellationToken.None).AsTask());
                Sent(item);
            }
        }
        // Every exception, because the connection is broken. Aborting it also ends its reader.
#pragma warning disable CA1031
        catch (Exception)
#pragma warning restore CA1031
        {
            socket.Abort();
        }
    }

    private Item? Next()
    {
        lock (_lock)
        {
            if (_items.TryDequeue(out var item))
            {
                return item;
            }

            _isSending = false;
            return null;
        }
    }

    private void Sent(Item item)
    {
        lock (_lock)
        {
            _bytes -= item.Frame.Length;
        }
    }

    private readonly record struct Item(ReadOnlyMemory<byte> Frame, WebSocketMessageType Type, WebSocketCloseStatus Status, string? Reason);
}
