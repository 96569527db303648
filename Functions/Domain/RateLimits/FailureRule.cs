using System.Globalization;
using Serverless.Storage.Rows;

namespace Serverless.Domain.RateLimits;

/// <summary>
/// Counts consecutive failures by <see cref="Backoff"/>: those of each known device separately, and those of all other callers together. They are tied
/// to the current password: once the user has another one, they no longer count. So a new password unlocks the account without a change of
/// the counters.
/// </summary>
/// <param name="backoff">The waits after failures.</param>
/// <param name="password">A mark of the password's stored hash, whose salt makes it different for every setting; empty if there is none.</param>
/// <param name="device">The mark of a known device; null for any other caller.</param>
internal sealed class FailureRule(Backoff backoff, string password, string? device) : ILimitRule
{
    public LimitState Peek(CountRow? row, DateTimeOffset now)
    {
        var (failures, last) = Read(row, now);
        return backoff.Peek(failures, last, now);
    }

    public CountRow Take(CountRow row, DateTimeOffset now)
    {
        var (failures, last) = Read(row, now);
        failures = (backoff.IsForgotten(last, now) ? 0 : failures) + 1;
        row = row with { Expires = now + backoff.Memory };
        return device is null
            ? row with { Failures = failures, Last = now, Password = password }
            : row with { Devices = row.Devices.SetItem(device, string.Create(CultureInfo.InvariantCulture, $"{failures};{now.UtcTicks};{password}")) };
    }

    /// <summary>Returns the row without the failures that this rule counts; null if there are none.</summary>
    public CountRow? Forget(CountRow row) => device is null
        ? row.Failures is null ? null : row with { Failures = null }
        : row.Devices.ContainsKey(device) ? row with { Devices = row.Devices.Remove(device) } : null;

    /// <summary>Returns the number of failures that a row counts for this rule.</summary>
    public int Count(CountRow? row) => Read(row, default).Failures;

    /// <summary>Returns whether a row counts no failures any more.</summary>
    public static bool IsEmpty(CountRow row) => row.Failures is null && row.Devices.IsEmpty;

    private (int Failures, DateTimeOffset Last) Read(CountRow? row, DateTimeOffset now)
    {
        if (device is null)
        {
            return row?.Password == password ? (row.Failures ?? 0, row.Last ?? now) : (0, now);
        }

        return row?.Devices.GetValueOrDefault(device)?.Split(';') is [var failures, var last, var of] && of == password
            ? (int.Parse(failures, CultureInfo.InvariantCulture), new DateTimeOffset(long.Parse(last, CultureInfo.InvariantCulture), TimeSpan.Zero))
            : (0, now);
    }
}
