using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Serverless.Benchmarks.Load;

/// <summary>
/// A closed loop over HTTP/1.1: each connection sends its request, reads the whole response, and sends the next request. It uses sockets and
/// prepared bytes instead of HttpClient, because the client shares the processors with the measured server.
/// </summary>
internal static class HttpLoad
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>Sends requests for the given time, after a warm-up that is not counted.</summary>
    /// <param name="requests">
    /// The requests, in turn: the first connection begins with the first, the second with the second. Each connection then skips the requests of
    /// the other connections.
    /// </param>
    /// <param name="connections">The number of connections.</param>
    /// <param name="warmUp">The time that is not counted.</param>
    /// <param name="length">The time that is counted.</param>
    public static async Task<LoadResult> Run(IReadOnlyList<PreparedRequest> requests, int connections, TimeSpan warmUp, TimeSpan length)
    {
        var (start, end) = (Stopwatch.GetTimestamp() + Ticks(warmUp), Stopwatch.GetTimestamp() + Ticks(warmUp + length));
        var samples = await Task.WhenAll(Enumerable.Range(0, connections).Select(i => Task.Run(() => Connection(requests, i, connections, start, end))));
        return LoadResult.Of(samples, length);
    }

    private static async Task<ConnectionSamples> Connection(IReadOnlyList<PreparedRequest> requests, int first, int step, long start, long end)
    {
        var samples = new ConnectionSamples();
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, requests[0].Port));
        var reader = new AnswerReader(socket);
        long now;
        for (long next = first; (now = Stopwatch.GetTimestamp()) < end; next += step)
        {
            await socket.SendAsync(requests[(int)(next % requests.Count)].Bytes);
            var status = await reader.Read().WaitAsync(Longest);
            // Responses of a slow target arrive in waves. Counting only whole responses would be wrong by up to one wave, a tenth of all responses.
            var finished = Stopwatch.GetTimestamp();
            if (finished > start)
            {
                samples.Add(finished - now, Math.Min(finished, end) - Math.Max(now, start), status is >= 200 and < 300);
            }
        }

        return samples;
    }

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);
}
