using System.Diagnostics;

namespace Serverless.Benchmarks.Load;

/// <summary>The measurements of one connection.</summary>
internal sealed class ConnectionSamples
{
    public List<long> Ticks { get; } = [];

    /// <summary>Gets the number of responses. A response that lies only partly in the measured time counts as that part.</summary>
    public double Answers { get; private set; }

    public int Failed { get; private set; }

    /// <param name="ticks">The duration of the response.</param>
    /// <param name="counted">The part of the duration within the measured time.</param>
    /// <param name="succeeded">Whether its status is 2xx.</param>
    public void Add(long ticks, long counted, bool succeeded)
    {
        Ticks.Add(ticks);
        Answers += (double)counted / ticks;
        Failed += succeeded ? 0 : 1;
    }
}

/// <summary>The measurements of a load run.</summary>
/// <param name="PerSecond">Responses a second, failed ones included. A response that lies only partly in the measured time counts as that part.</param>
/// <param name="P50">The median response time in milliseconds.</param>
/// <param name="P99">The 99th percentile of the response time in milliseconds.</param>
/// <param name="Count">The number of responses.</param>
/// <param name="Failed">The number of responses with a status other than 2xx.</param>
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
