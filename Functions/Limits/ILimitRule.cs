using Azure.Data.Tables;

namespace Serverless.Limits;

/// <summary>What the columns of a row of table Limits mean.</summary>
internal interface ILimitRule
{
    /// <summary>How the one stands whom the row counts for.</summary>
    /// <param name="row">The row; null if there is none.</param>
    /// <param name="now">Now.</param>
    LimitState Look(TableEntity? row, DateTimeOffset now);

    /// <summary>Counts one more in the row, and says until when it is of use.</summary>
    void Take(TableEntity row, DateTimeOffset now);
}

/// <summary>Counts by <see cref="Rate"/>.</summary>
internal sealed class RateRule(Rate rate) : ILimitRule
{
    private const string Arrival = "Arrival";

    public LimitState Look(TableEntity? row, DateTimeOffset now) => rate.Look(row?.GetInt64(Arrival) ?? 0, now.UtcTicks);

    public void Take(TableEntity row, DateTimeOffset now)
    {
        var arrival = row.GetInt64(Arrival) ?? 0;
        rate.Take(ref arrival, now.UtcTicks);
        row[Arrival] = arrival;
        row[SharedLimits.Expires] = new DateTimeOffset(arrival, TimeSpan.Zero);
    }
}

/// <summary>
/// Counts failures in a row by <see cref="Backoff"/>. They belong to the password of the moment: as soon as the user has another one, or
/// there is such a user at all, or no more, they count no more. So whoever sets a password unlocks, and needs to know nothing of it.
/// </summary>
/// <param name="backoff">What follows failures.</param>
/// <param name="password">A mark of the password's stored hash, whose salt makes it different for every setting; empty if there is none.</param>
internal sealed class FailureRule(Backoff backoff, string password) : ILimitRule
{
    private const string Failures = "Failures";
    private const string Last = "Last";
    private const string Password = "Password";

    public LimitState Look(TableEntity? row, DateTimeOffset now) => backoff.Look(Count(row), row?.GetDateTimeOffset(Last) ?? now, now);

    public void Take(TableEntity row, DateTimeOffset now)
    {
        var last = row.GetDateTimeOffset(Last) ?? now;
        row[Failures] = (backoff.IsForgotten(last, now) ? 0 : Count(row)) + 1;
        row[Last] = now;
        row[Password] = password;
        row[SharedLimits.Expires] = now + backoff.Memory;
    }

    private int Count(TableEntity? row) => row is not null && row.GetString(Password) == password ? row.GetInt32(Failures) ?? 0 : 0;
}
