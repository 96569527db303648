using Serverless.Storage;

namespace Serverless.Measuring.Simulation;

/// <summary>A timer that scans a whole table in parts.</summary>
/// <param name="Timer">The timer's function.</param>
/// <param name="Table">The table.</param>
/// <param name="RowsOfUser">The number of rows of a user in the table.</param>
internal sealed record TableScan(string Timer, string Table, Func<Assumptions, double> RowsOfUser);

/// <summary>
/// The timers: the counted requests of a run by its schedule. Timers that scan a whole table also need further requests during a run, one for each
/// <see cref="AzureTargets.SecondsOfQuery"/> of searching. The first of these requests is in the counted number.
/// </summary>
internal static class TimerWork
{
    /// <summary>The name of the timers' requests.</summary>
    public const string Timers = "timers";

    /// <summary>Gets the timers whose filter is not a range of keys.</summary>
    public static IReadOnlyList<TableScan> Scans { get; } =
    [
        new("repair-names", "Names", assumptions => assumptions.NameRows),
        new("delete-expired-notifications", "Accounts", assumptions => assumptions.AccountRows),
        new("erase-unused-accounts", "Accounts", assumptions => assumptions.AccountRows),
    ];

    /// <summary>Adds the requests to the demand.</summary>
    public static void Add(Demand demand, Situation now)
    {
        demand.AddShared(Timers, now.Costs.Timers.Sum(timer => timer.RunsAMonth * timer.Transactions) / Situation.SecondsOfMonth);
        demand.AddShared(Timers, Scans.Sum(scan => Math.Max(0, (Math.Min(Seconds(now, scan), TableSweep.Longest.TotalSeconds) / AzureTargets.SecondsOfQuery) - 1) * now.RunsOf(scan.Timer)));
    }

    /// <summary>Returns the time in which the runs of a timer scan its table once, as a share of a week. Leftovers wait that long.</summary>
    public static double ShareOfWeek(Situation now, TableScan scan) =>
        Seconds(now, scan) / (TableSweep.Longest.TotalSeconds * now.RunsOf(scan.Timer) * TimeSpan.FromDays(7).TotalSeconds);

    /// <summary>Returns the seconds in which the table is searched once.</summary>
    public static double Seconds(Situation now, TableScan scan) => now.Load.Users * scan.RowsOfUser(now.Assumptions) / now.Assumptions.RowsScanned;
}
