using System.Buffers;
using System.Net.WebSockets;

namespace Serverless.LocalHost.Sockets;

/// <summary>Represents a received frame.</summary>
/// <param name="Buffer">An array of the shared pool, which the caller must return, or null if the frame has no content.</param>
/// <param name="Length">The length of the frame within the array.</param>
/// <param name="Type">The type of the frame: text, binary, or close.</param>
internal readonly record struct ReceivedFrame(byte[]? Buffer, int Length, WebSocketMessageType Type);

/// <summary>
/// Reads frames. A connection that sends nothing holds no buffer. A frame above the maximum is returned with a length of one byte more than the maximum. Its
/// content is not valid then, and the event handler refuses it because of its length.
/// </summary>
internal sealed class FrameReader(WebSocket socket, int maximum)
{
    private const int First = 1024;

    /// <summary>Reads the next frame.</summary>
    /// <exception cref="WebSocketException">Thrown when the connection breaks, or when the received bytes are not a WebSocket frame.</exception>
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

            // The rest of a frame that is too large overwrites the buffer, because it is discarded.
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
