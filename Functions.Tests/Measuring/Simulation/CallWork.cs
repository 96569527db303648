using Serverless.Storage;

namespace Serverless.Measuring.Simulation;

/// <summary>
/// The requests of the calls themselves: the counted cost of each kind by its share. The counted cost is the minimum of several calls, so it does not
/// contain the lease of a block of user ids. A lease takes two requests. A block lasts <see cref="Ids.Duration"/> unless it would be too small or
/// too large.
/// </summary>
internal static class CallWork
{
    /// <summary>The name of the calls' requests.</summary>
    public const string Calls = "calls";

    /// <summary>The name of the leases' requests.</summary>
    public const string UserIds = "user ids";

    /// <summary>The partition of the counter of user ids.</summary>
    public const string IdPartition = "`Counters`, user ids";

    /// <summary>The partition of one user, if all users call alike.</summary>
    public const string UserPartition = "`Accounts`, one user";

    /// <summary>The requests of a lease: a read and a write.</summary>
    public const double RequestsOfLease = 2;

    /// <summary>Adds the requests to the demand.</summary>
    public static void Add(Demand demand, Situation now)
    {
        var (all, shared) = (now.Load.Calls * CallMix.Requests(now.Costs), now.Load.Calls * CallMix.SharedRequests);
        demand.AddShared(Calls, shared);
        demand.AddOfUsers(Calls, all - shared);
        demand.Touch(UserPartition, (all - shared) / now.Load.Users);
        demand.AddShared(UserIds, Leases(now) * RequestsOfLease);
        demand.Touch(IdPartition, Leases(now) * RequestsOfLease);
    }

    /// <summary>Returns the number of leases a second.</summary>
    public static double Leases(Situation now) => now.SignUps / Math.Clamp(now.SignUps / now.Instances * Ids.Duration.TotalSeconds, Ids.SmallestBlock, Ids.LargestBlock);
}
