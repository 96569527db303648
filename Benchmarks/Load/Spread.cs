using System.Globalization;

namespace Serverless.Benchmarks.Load;

/// <summary>The values of several rounds.</summary>
internal sealed class Spread(IEnumerable<double> values)
{
    private readonly double[] _ordered = [.. values.Order()];

    public double Median => _ordered.Length % 2 == 1 ? _ordered[_ordered.Length / 2] : (_ordered[(_ordered.Length / 2) - 1] + _ordered[_ordered.Length / 2]) / 2;

    public double Least => _ordered[0];

    public double Most => _ordered[^1];

    /// <summary>Returns the median, with minimum and maximum in brackets.</summary>
    public string Text(string format) => string.Create(
        CultureInfo.InvariantCulture, $"{Median.ToString(format, CultureInfo.InvariantCulture)} ({Least.ToString(format, CultureInfo.InvariantCulture)}-{Most.ToString(format, CultureInfo.InvariantCulture)})");
}
