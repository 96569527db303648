using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Serverless.Tests.Harness;

/// <summary>Sends bytes to a server unchanged, which no HTTP client does, and reads the response until the end of the connection.</summary>
public static class RawHttp
{
    /// <summary>Sends a request and waits for its response.</summary>
    /// <param name="server">The server.</param>
    /// <param name="head">The request line and the headers, without <c>Host</c> and <c>Connection</c>, one per line.</param>
    /// <param name="body">The bytes after the head.</param>
    /// <param name="headEncoding">The encoding of the head; Latin-1 by default, in which a character is a byte.</param>
    /// <returns>The response; status 0 if the connection ended without one.</returns>
    public static async Task<RawAnswer> Send(Uri server, string head, ReadOnlyMemory<byte> body, Encoding? headEncoding = null)
    {
        var stop = TestContext.Current.CancellationToken;
        using var client = new TcpClient();
        await client.ConnectAsync(server.Host, server.Port, stop);
        client.NoDelay = true;
        await using var stream = client.GetStream();
        var lines = string.Join("\r\n", [.. head.Split('\n'), $"Host: {server.Authority}", "Connection: close", "", ""]);
        try
        {
            await stream.WriteAsync((byte[])[.. (headEncoding ?? Encoding.Latin1).GetBytes(lines), .. body.Span], stop);
        }
        catch (IOException)
        {
            // The server answered before it received everything and closed the connection; its response is still to be read.
        }

        return RawAnswer.Parse(await ReadToEnd(stream));
    }

    private static async Task<byte[]> ReadToEnd(NetworkStream stream)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(TestTimeout.Length);
        using var received = new MemoryStream();
        try
        {
            await stream.CopyToAsync(received, timeout.Token);
        }
        catch (IOException)
        {
            // The connection was reset after the response, because the rest of the request was never read.
        }

        return received.ToArray();
    }
}

/// <summary>Represents a response as it was received.</summary>
/// <param name="Status">The HTTP status; 0 without a response.</param>
/// <param name="Headers">The headers by name, which is case-insensitive.</param>
/// <param name="Body">The body.</param>
public sealed record RawAnswer(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public string? ContentType => Headers.GetValueOrDefault("Content-Type");

    internal static RawAnswer Parse(byte[] bytes)
    {
        var end = bytes.AsSpan().IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return new RawAnswer(0, new Dictionary<string, string>(), bytes);
        }

        var lines = Encoding.Latin1.GetString(bytes, 0, end).Split("\r\n");
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in lines.Skip(1))
        {
            headers[line[..line.IndexOf(':', StringComparison.Ordinal)]] = line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        }

        return new RawAnswer(int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture), headers, bytes[(end + 4)..]);
    }

    /// <summary>Returns a text for messages of failed assertions.</summary>
    public override string ToString() => $"HTTP {Status} {ContentType}: {Text}";
}
