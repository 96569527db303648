using System.Globalization;
using Azure.Data.Tables;

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
    private const string Failures = "Failures";
    private const string Last = "Last";
    private const string Password = "Password";
    private const string DevicePrefix = "Device_";

    public LimitState Peek(TableEntity? row, DateTimeOffset now)
    {
        var (failures, last) = Read(row, now);
        return backoff.Peek(failures, last, now);
    }

    public void Take(TableEntity row, DateTimeOffset now)
    {
        var (failures, last) = Read(row, now);
        failures = (backoff.IsForgotten(last, now) ? 0 : failures) + 1;
        if (device is null)
        {
            row[Failures] = failures;
            row[Last] = now;
            row[Password] = password;
        }
        else
        {
            row[DevicePrefix + device] = string.Create(CultureInfo.InvariantCulture, $"{failures};{now.UtcTicks};{password}");
        }

        row[SharedLimits.Expires] = now + backoff.Memory;
    }

    /// <summary>Deletes the failures that this rule counts.</summary>
    /// <returns>Whether there were any.</returns>
    public bool Forget(TableEntity row) => device is null ? row.Remove(Failures) : row.Remove(DevicePrefix + device);

    /// <summary>Returns whether a row counts no failures any more.</summary>
    public static bool IsEmpty(TableEntity row) => !row.ContainsKey(Failures) && !row.Keys.Any(column => column.StartsWith(DevicePrefix, StringComparison.Ordinal));

    private (int Failures, DateTimeOffset Last) Read(TableEntity? row, DateTimeOffset now)
    {
        if (device is null)
        {
            return row?.GetString(Password) == password ? (row.GetInt32(Failures) ?? 0, row.GetDateTimeOffset(Last) ?? now) : (0, now);
        }

        return row?.GetString(DevicePrefix + device)?.Split(';') is [var failures, var last, var of] && of == password
            ? (int.Parse(failures, CultureInfo.InvariantCulture), new DateTimeOffset(long.Parse(last, CultureInfo.InvariantCulture), TimeSpan.Zero))
            : (0, now);
    }
}
