using Serverless.Storage.Rows;

namespace Serverless.Domain.RateLimits;

/// <summary>Interprets the columns of a row of table Limits.</summary>
internal interface ILimitRule
{
    /// <summary>Returns the state that a row stands for.</summary>
    /// <param name="row">The row; null if there is none.</param>
    /// <param name="now">The current time.</param>
    LimitState Peek(CountRow? row, DateTimeOffset now);

    /// <summary>Returns the row with one more counted, and with the time when it expires.</summary>
    CountRow Take(CountRow row, DateTimeOffset now);
}

/// <summary>Counts by <see cref="Rate"/>.</summary>
internal sealed class RateRule(Rate rate) : ILimitRule
{
    public LimitState Peek(CountRow? row, DateTimeOffset now) => rate.Peek(row?.Arrival ?? 0, now.UtcTicks);

    public CountRow Take(CountRow row, DateTimeOffset now)
    {
        var arrival = row.Arrival ?? 0;
        rate.Take(ref arrival, now.UtcTicks);
        return row with { Arrival = arrival, Expires = new DateTimeOffset(arrival, TimeSpan.Zero) };
    }
}
