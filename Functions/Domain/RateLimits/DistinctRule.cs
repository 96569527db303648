using System.Globalization;
using Serverless.Storage.Rows;

namespace Serverless.Domain.RateLimits;

/// <summary>
/// Counts failed sign-ins from one IP address by <see cref="Rate"/>, each name once. A device that repeats an outdated password all day does not lock
/// out its office, while different names tried from one IP address still count.
/// </summary>
/// <param name="rate">How many different names are allowed.</param>
/// <param name="name">The mark that distinguishes names: some digits of the name's keyed hash.</param>
internal sealed class DistinctRule(Rate rate, string name) : ILimitRule
{
    /// <summary>The most names in a row: more than any limit needs, and few enough for a column.</summary>
    private const int Most = 200;

    private readonly RateRule _rule = new(rate);

    public LimitState Peek(CountRow? row, DateTimeOffset now) => _rule.Peek(row, now);

    public CountRow Take(CountRow row, DateTimeOffset now)
    {
        var counted = Recent(row.Counted, now - rate.Period);
        if (!counted.Remove(name))
        {
            row = _rule.Take(row, now);
        }

        counted.Add(name, now.ToUnixTimeSeconds());
        var remembered = now + rate.Period;
        return row with
        {
            Counted = string.Join(',', counted.OrderBy(entry => entry.Value).TakeLast(Most).Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Key}:{entry.Value}"))),
            Expires = row.Expires is { } expires && expires > remembered ? expires : remembered,
        };
    }

    private static Dictionary<string, long> Recent(string? text, DateTimeOffset after) => string.IsNullOrEmpty(text)
        ? []
        : text.Split(',').Select(entry => entry.Split(':'))
            .Select(entry => (Name: entry[0], Time: long.Parse(entry[1], CultureInfo.InvariantCulture)))
            .Where(entry => entry.Time > after.ToUnixTimeSeconds())
            .ToDictionary(entry => entry.Name, entry => entry.Time);
}
