using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Serverless.Benchmarks.Load;

/// <summary>
/// A closed loop over HTTP/1.1: each connection sends its request, reads the answer to its end, and sends the next. Sockets and fixed bytes
/// instead of HttpClient, because the client shares the processors with what it measures.
/// </summary>
internal static class HttpLoad
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Sends for as long as asked, after a warm-up that does not count.</summary>
    /// <param name="requests">What the connections send in turn: the first one the first, the second one the second, and after all of them each goes on with the next.</param>
    /// <param name="connections">How many.</param>
    /// <param name="warmUp">Not counted.</param>
    /// <param name="length">Counted.</param>
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
            var status = await reader.Read().WaitAsync(Patience);
            // Answers of a slow target come in waves: whole ones would count a wave too many or too few, each a tenth of all.
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
