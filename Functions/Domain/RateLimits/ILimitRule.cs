using Azure.Data.Tables;

namespace Serverless.Domain.RateLimits;

/// <summary>Interprets the columns of a row of table Limits.</summary>
internal interface ILimitRule
{
    /// <summary>Returns the state that a row stands for.</summary>
    /// <param name="row">The row; null if there is none.</param>
    /// <param name="now">The current time.</param>
    LimitState Peek(TableEntity? row, DateTimeOffset now);

    /// <summary>Counts one more in the row, and sets when the row expires.</summary>
    void Take(TableEntity row, DateTimeOffset now);
}

/// <summary>Counts by <see cref="Rate"/>.</summary>
internal sealed class RateRule(Rate rate) : ILimitRule
{
    private const string Arrival = "Arrival";

    public LimitState Peek(TableEntity? row, DateTimeOffset now) => rate.Peek(row?.GetInt64(Arrival) ?? 0, now.UtcTicks);

    public void Take(TableEntity row, DateTimeOffset now)
    {
        var arrival = row.GetInt64(Arrival) ?? 0;
        rate.Take(ref arrival, now.UtcTicks);
        row[Arrival] = arrival;
        row[SharedLimits.Expires] = new DateTimeOffset(arrival, TimeSpan.Zero);
    }
}
