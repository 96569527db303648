using Serverless.Measuring.Costs;

namespace Serverless.Measuring.Simulation;

/// <summary>The costs of 30 days in US dollars. Requests to queues, emails, telemetry and outgoing data are not included, as on docs/cost.md.</summary>
/// <param name="Requests">The price of table transactions.</param>
/// <param name="Data">The price of data in tables.</param>
/// <param name="Functions">The price of executions and execution time.</param>
internal sealed record Bill(decimal Requests, decimal Data, decimal Functions)
{
    private const double Gigabyte = 1_000_000_000;

    /// <summary>Gets the sum.</summary>
    public decimal Total => Requests + Data + Functions;

    /// <summary>Computes the bill.</summary>
    public static Bill Of(Situation now, Demand demand)
    {
        var executions = (decimal)((now.Load.Calls + demand.IndexMessages) * Situation.SecondsOfMonth) + now.Costs.Timers.Sum(timer => timer.RunsAMonth);
        // An instance is billed while it executes something, each time for one second or more.
        var busy = now.Instances * (1 - Math.Exp(-now.CallsOfInstance * (double)Prices.ShortestSeconds));
        var time = (decimal)(busy * Situation.SecondsOfMonth) * Prices.InstanceGigabytes;
        return new(
            (decimal)(demand.TableRequests * Situation.SecondsOfMonth) * Prices.TableTransaction,
            (decimal)(Bytes(now) / Gigabyte) * Prices.TableGigabyteMonth,
            (Math.Max(0, executions - Prices.FreeExecutions) * Prices.Execution) + (Math.Max(0, time - Prices.FreeGigabyteSeconds) * Prices.GigabyteSecond));
    }

    private static double Bytes(Situation now)
    {
        var rows = (now.Assumptions.AccountRows + now.Assumptions.NameRows) * now.Assumptions.RowBytes;
        var log = now.Footprint.BytesOf(now.Load.Calls / LogWork.Pages(now)) * LogWork.Pages(now) * now.Log.Retention.TotalSeconds;
        return (now.Load.Users * (rows + now.Footprint.IndexBytesOfUser)) + log;
    }
}
