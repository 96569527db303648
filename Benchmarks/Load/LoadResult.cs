using System.Diagnostics;

namespace Serverless.Benchmarks.Load;

/// <summary>What one connection saw.</summary>
internal sealed class ConnectionSamples
{
    public List<long> Ticks { get; } = [];

    /// <summary>The answers, each for as much of its time as is counted.</summary>
    public double Answers { get; private set; }

    public int Failed { get; private set; }

    /// <param name="ticks">How long the answer took.</param>
    /// <param name="counted">How much of that lies in the time that counts.</param>
    /// <param name="succeeded">Whether its status is 2xx.</param>
    public void Add(long ticks, long counted, bool succeeded)
    {
        Ticks.Add(ticks);
        Answers += (double)counted / ticks;
        Failed += succeeded ? 0 : 1;
    }
}

/// <summary>What a load run measured.</summary>
/// <param name="PerSecond">Answers a second, failed ones included; what lies only partly in the time that counts, for that part.</param>
/// <param name="P50">Median time of an answer in milliseconds.</param>
/// <param name="P99">99 of 100 answers took no longer, in milliseconds.</param>
/// <param name="Count">Answers.</param>
/// <param name="Failed">Those with another status than 2xx.</param>
internal sealed record LoadResult(double PerSecond, double P50, double P99, int Count, int Failed)
{
    public static LoadResult Of(IReadOnlyCollection<ConnectionSamples> connections, TimeSpan length)
    {
        var ticks = connections.SelectMany(connection => connection.Ticks).Order().ToArray();
        return new(connections.Sum(connection => connection.Answers) / length.TotalSeconds, Quantile(ticks, 0.5), Quantile(ticks, 0.99), ticks.Length, connections.Sum(connection => connection.Failed));
    }

    private static double Quantile(long[] ordered, double part) =>
        ordered.Length == 0 ? double.NaN : 1_000.0 * ordered[Math.Min(ordered.Length - 1, (int)(ordered.Length * part))] / Stopwatch.Frequency;
}
