using Serverless.Accounts;

namespace Serverless.Benchmarks.Simulation;

/// <summary>
/// What <c>Auth__CacheSeconds</c> changes (Accounts/RevocationEpoch.cs). A revocation costs two transactions of two rows more. An instance looks at the partition
/// at most once in <see cref="RevocationEpoch.Bound"/>. It forgets everything at each new epoch, and remembers nothing while a revocation is under way.
/// </summary>
/// <remarks>
/// All users call alike, the worst case: with T seconds between two times of forgetting, a credential is used λ times a second on one instance, and
/// the share of calls that find it in memory is 1 - (1 - exp(-λT)) / λT. With random calls the share of looks that see no revocation under way is
/// exp(-revocations a second · seconds of one).
/// </remarks>
internal static class CacheWork
{
    /// <summary>The name of its requests.</summary>
    public const string Cache = "remembered credentials";

    /// <summary>The partition that tells of revocations.</summary>
    public const string Partition = "`Counters`, revocations";

    private const double TransactionsOfRevocation = 2;
    private const double RowsOfTransaction = 2;

    /// <summary>Adds them, and takes back the reads that memory saves. Nothing while the setting is 0.</summary>
    public static void Add(Demand demand, Situation now)
    {
        if (now.CacheSeconds == 0)
        {
            return;
        }

        var looks = now.Instances * Math.Min(now.CallsOfInstance, 1 / RevocationEpoch.Bound.TotalSeconds);
        var underWay = now.Revocations * SecondsOfRevocation(now);
        demand.AddShared(Cache, (now.Revocations * TransactionsOfRevocation) + looks);
        demand.Touch(Partition, (now.Revocations * TransactionsOfRevocation * RowsOfTransaction) + (looks * (1 + underWay)));
        demand.AddOfUsers(CallWork.Calls, -now.Load.Calls * CallMix.Authenticated * Found(now));
    }

    /// <summary>Returns the share of authenticated calls that find the caller's credential in memory.</summary>
    public static double Found(Situation now)
    {
        var seconds = Math.Min(now.CacheSeconds, Math.Max(RevocationEpoch.Bound.TotalSeconds, 1 / now.Revocations));
        var uses = now.Load.Calls * CallMix.Authenticated / now.Load.Users / now.Instances * seconds;
        return (1 - ((1 - Math.Exp(-uses)) / uses)) * Math.Exp(-now.Revocations * SecondsOfRevocation(now));
    }

    /// <summary>The transactions before and after, and the revocation itself between them.</summary>
    private static double SecondsOfRevocation(Situation now) => (TransactionsOfRevocation + 1) * now.Assumptions.RequestSeconds;
}
