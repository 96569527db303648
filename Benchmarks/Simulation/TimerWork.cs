using Serverless.Storage;

namespace Serverless.Benchmarks.Simulation;

/// <summary>A timer that goes through a whole table in parts.</summary>
/// <param name="Timer">The timer's function.</param>
/// <param name="Table">The table.</param>
/// <param name="RowsOfUser">The rows of a user there.</param>
internal sealed record TableScan(string Timer, string Table, Func<Assumptions, double> RowsOfUser);

/// <summary>
/// The timers: the counted requests of a run by its schedule, and for those that go through a whole table one request for as many rows as storage
/// searches in <see cref="AzureTargets.SecondsOfQuery"/>, for as long as a run lasts. The first of these is counted.
/// </summary>
internal static class TimerWork
{
    /// <summary>The name of its requests.</summary>
    public const string Timers = "timers";

    /// <summary>Gets the timers whose filter is not a range of keys.</summary>
    public static IReadOnlyList<TableScan> Scans { get; } =
    [
        new("repair-names", "Names", assumptions => assumptions.NameRows),
        new("delete-expired-notifications", "Accounts", assumptions => assumptions.AccountRows),
        new("erase-unused-accounts", "Accounts", assumptions => assumptions.AccountRows),
    ];

    /// <summary>Adds them.</summary>
    public static void Add(Demand demand, Situation now)
    {
        demand.AddShared(Timers, now.Costs.Timers.Sum(timer => timer.RunsAMonth * timer.Transactions) / Situation.SecondsOfMonth);
        demand.AddShared(Timers, Scans.Sum(scan => Math.Max(0, (Math.Min(Seconds(now, scan), TableSweep.Longest.TotalSeconds) / AzureTargets.SecondsOfQuery) - 1) * now.RunsOf(scan.Timer)));
    }

    /// <summary>Returns which part of a week the runs of a timer take to go through its table once. Leftovers wait that long.</summary>
    public static double ShareOfWeek(Situation now, TableScan scan) =>
        Seconds(now, scan) / (TableSweep.Longest.TotalSeconds * now.RunsOf(scan.Timer) * TimeSpan.FromDays(7).TotalSeconds);

    /// <summary>Returns how long it takes to search the table once.</summary>
    public static double Seconds(Situation now, TableScan scan) => now.Load.Users * scan.RowsOfUser(now.Assumptions) / now.Assumptions.RowsScanned;
}
