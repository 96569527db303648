using System.Diagnostics;

namespace Serverless.Benchmarks.Load;

/// <summary>Calls over many open connections: each of a few callers goes round its share of them, one call after the other.</summary>
internal static class OpenLoad
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>Calls for as long as asked, after a warm-up that does not count.</summary>
    public static async Task<LoadResult> Run(IReadOnlyList<OpenConnection> connections, int callers, TimeSpan warmUp, TimeSpan length)
    {
        var start = Stopwatch.GetTimestamp() + (long)(warmUp.TotalSeconds * Stopwatch.Frequency);
        var end = start + (long)(length.TotalSeconds * Stopwatch.Frequency);
        var samples = await Task.WhenAll(connections.Chunk((connections.Count + callers - 1) / callers).Select(own => Task.Run(() => Caller(own, start, end))));
        return LoadResult.Of(samples, length);
    }

    private static async Task<ConnectionSamples> Caller(OpenConnection[] own, long start, long end)
    {
        var samples = new ConnectionSamples();
        long now;
        for (var next = 0; (now = Stopwatch.GetTimestamp()) < end; next = (next + 1) % own.Length)
        {
            var succeeded = await own[next].Call().WaitAsync(Longest);
            var finished = Stopwatch.GetTimestamp();
            if (finished > start)
            {
                samples.Add(finished - now, Math.Min(finished, end) - Math.Max(now, start), succeeded);
            }
        }

        return samples;
    }
}
