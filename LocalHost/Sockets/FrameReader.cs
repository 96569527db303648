using System.Buffers;
using System.Net.WebSockets;

namespace Serverless.LocalHost.Sockets;

/// <summary>A frame as it was received.</summary>
/// <param name="Buffer">A rented array; to be returned to the shared pool. Null without content.</param>
/// <param name="Length">How much of the array is the frame.</param>
/// <param name="Type">Text, binary, or close.</param>
internal readonly record struct ReceivedFrame(byte[]? Buffer, int Length, WebSocketMessageType Type);

/// <summary>
/// Reads frames. A connection that sends nothing holds no buffer. A frame above the maximum is handed on one byte longer than that, with other content: the
/// event handler refuses it by its length.
/// </summary>
internal sealed class FrameReader(WebSocket socket, int maximum)
{
    private const int First = 1024;

    /// <summary>Reads the next frame.</summary>
    /// <exception cref="WebSocketException">The connection is broken, or what came is no WebSocket frame.</exception>
    public async ValueTask<ReceivedFrame> Read()
    {
        var waited = await socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None);
        if (waited.MessageType == WebSocketMessageType.Close || waited.EndOfMessage)
        {
            return new(null, 0, waited.MessageType);
        }

        var (buffer, length, total) = (ArrayPool<byte>.Shared.Rent(First), 0, 0);
        while (true)
        {
            if (length == buffer.Length && length <= maximum)
            {
                buffer = Grow(buffer);
            }

            // What is too large is read over the same bytes and thrown away.
            var at = length > maximum ? 0 : length;
            var part = await socket.ReceiveAsync(buffer.AsMemory(at), CancellationToken.None);
            total += part.Count;
            length = Math.Min(total, maximum + 1);
            if (total > SocketServerOptions.LargestFrame || part.MessageType == WebSocketMessageType.Close)
            {
                ArrayPool<byte>.Shared.Return(buffer);
                return part.MessageType == WebSocketMessageType.Close
                    ? new(null, 0, part.MessageType)
                    : throw new WebSocketException(WebSocketError.HeaderError, "The frame is too large.");
            }

            if (part.EndOfMessage)
            {
                return new(buffer, length, part.MessageType);
            }
        }
    }

    private static byte[] Grow(byte[] buffer)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
