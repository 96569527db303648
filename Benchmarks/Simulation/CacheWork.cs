using Serverless.Domain.Sessions.Revocation;

namespace Serverless.Benchmarks.Simulation;

/// <summary>
/// What <c>Auth__CacheSeconds</c> changes (Accounts/Revocation). A revocation costs one transaction more. An instance looks for revocations at most
/// once in <see cref="RevocationWatch.Bound"/>, and reads those of the last time buckets. It forgets just the credentials that are revoked.
/// </summary>
/// <remarks>
/// All users call alike, the worst case: with T seconds for which a credential is remembered, and used λ times a second on one instance, the share of
/// calls that find it in memory is 1 - (1 - exp(-λT)) / λT.
/// </remarks>
internal static class CacheWork
{
    /// <summary>The name of its requests.</summary>
    public const string Cache = "remembered credentials";

    /// <summary>The partition that tells of revocations.</summary>
    public const string Partition = "`Counters`, a shard of revocations of five seconds";

    /// <summary>Adds them, and takes back the reads that memory saves. Nothing while the setting is 0.</summary>
    public static void Add(Demand demand, Situation now)
    {
        if (now.CacheSeconds == 0)
        {
            return;
        }

        var looks = now.Instances * Math.Min(now.CallsOfInstance, 1 / RevocationWatch.Bound.TotalSeconds);
        var rows = now.Revocations / RevocationSlots.Shards * RevocationSlots.Length.TotalSeconds; // of a partition
        demand.AddShared(Cache, now.Revocations + looks);
        demand.Touch(Partition, (now.Revocations / RevocationSlots.Shards) + (looks * rows));
        demand.AddOfUsers(CallWork.Calls, -now.Load.Calls * CallMix.Authenticated * Found(now));
    }

    /// <summary>Returns the share of authenticated calls that find the caller's credential in memory.</summary>
    public static double Found(Situation now)
    {
        var seconds = Math.Min(now.CacheSeconds, now.Load.Users / now.Revocations); // a user's own revocation ends it earlier
        var uses = now.Load.Calls * CallMix.Authenticated / now.Load.Users / now.Instances * seconds;
        return 1 - ((1 - Math.Exp(-uses)) / uses);
    }
}
