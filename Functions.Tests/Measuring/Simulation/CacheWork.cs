using Serverless.Domain.Sessions.Revocation;
using Serverless.Storage.Rows;

namespace Serverless.Measuring.Simulation;

/// <summary>
/// The effect of <c>Auth__CacheSeconds</c> (Domain/Sessions/Revocation). A revocation costs one more transaction. An instance checks for revocations at most
/// once in <see cref="RevocationWatch.Bound"/>, and reads those of the latest time buckets. It removes only the revoked credentials from its memory.
/// </summary>
/// <remarks>
/// All users call equally often, which is the worst case. T is the time in seconds for which a credential is cached, and λ the number of its
/// uses a second on one instance. The share of calls that find it in memory is 1 - (1 - exp(-λT)) / λT.
/// </remarks>
internal static class CacheWork
{
    /// <summary>The name of the requests for revocations.</summary>
    public const string Cache = "remembered credentials";

    /// <summary>The partition that contains revocations.</summary>
    public const string Partition = "`Counters`, a shard of revocations of five seconds";

    /// <summary>Adds the requests to the demand, and subtracts the reads that the cache saves. Does nothing while the setting is 0.</summary>
    public static void Add(Demand demand, Situation now)
    {
        if (now.CacheSeconds == 0)
        {
            return;
        }

        var looks = now.Instances * Math.Min(now.CallsOfInstance, 1 / RevocationWatch.Bound.TotalSeconds);
        var rows = now.Revocations / RevocationBuckets.Shards * RevocationBuckets.Length.TotalSeconds; // of one partition
        demand.AddShared(Cache, now.Revocations + looks);
        demand.Touch(Partition, (now.Revocations / RevocationBuckets.Shards) + (looks * rows));
        demand.AddOfUsers(CallWork.Calls, -now.Load.Calls * CallMix.Authenticated * Found(now));
    }

    /// <summary>Returns the share of authenticated calls that find the caller's credential in memory.</summary>
    public static double Found(Situation now)
    {
        var seconds = Math.Min(now.CacheSeconds, now.Load.Users / now.Revocations); // a user's own revocation removes the credential earlier
        var uses = now.Load.Calls * CallMix.Authenticated / now.Load.Users / now.Instances * seconds;
        return 1 - ((1 - Math.Exp(-uses)) / uses);
    }
}
