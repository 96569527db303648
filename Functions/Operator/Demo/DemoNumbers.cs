namespace Serverless.Operator.Demo;

/// <summary>
/// Returns numbers that look random and depend only on a purpose and a number, so that the demo data can be repeated. They protect nothing: secrets come from
/// <see cref="System.Security.Cryptography.RandomNumberGenerator"/>. The algorithm is SplitMix64.
/// </summary>
/// <param name="purpose">The purpose of the numbers.</param>
/// <param name="number">The number of the generated item.</param>
internal sealed class DemoNumbers(int purpose, int number)
{
    private ulong _state = 20_261_129 + ((ulong)purpose << 40) + (ulong)number;

    /// <summary>Returns a number from 0 to below 1.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Returns a whole number from 0 to below a bound.</summary>
    public int Next(int end) => (int)(NextDouble() * end);

    /// <summary>Returns a whole number from a first one to below a bound.</summary>
    public int Next(int first, int end) => first + Next(end - first);

    private ulong Next()
    {
        unchecked
        {
            var mixed = _state += 0x9E3779B97F4A7C15;
            mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
            return mixed ^ (mixed >> 31);
        }
    }
}
