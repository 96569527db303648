using Serverless.Domain.CallLog;
using Serverless.Storage;

namespace Serverless.Measuring.Simulation;

/// <summary>
/// The call log. Each instance writes a batch after <c>CallLog__FlushSeconds</c> if there was a call, and one at every <see cref="CallBuffer.PageRows"/>
/// calls. All batches of ten minutes are in one partition. The transaction of a batch replaces the sum of its instance. The timers of the statistics
/// read the sums, a thousand in a request; the first requests are those that docs/cost.md counts.
/// </summary>
internal static class LogWork
{
    /// <summary>The name of the call log's requests.</summary>
    public const string Log = "call log";

    /// <summary>The partition of the current ten minutes, to which batches are written.</summary>
    public const string Partition = "`CallLog`, ten minutes";

    // A time bucket is final ten minutes after its end, and half of the current one is over on average.
    private const double TimeBucketsNotFinal = (CallSeries.FinaliseGrace + (Minutes.Bucket / 2.0)) / Minutes.Bucket;

    /// <summary>Adds the requests to the demand.</summary>
    public static void Add(Demand demand, Situation now)
    {
        var pages = Pages(now);
        demand.AddShared(Log, pages + (MoreSums(now) * now.RunsOf("roll-up-latest")));
        // A batch is written once, with the sum of its instance. The statistics read each sum.
        demand.Touch(Partition, (pages * (AzureTargets.Entities(BytesOfPage(now)) + 1)) + (now.Instances * now.RunsOf("roll-up-latest")));
    }

    /// <summary>Returns the number of batches a second that all instances write.</summary>
    public static double Pages(Situation now)
    {
        var (calls, seconds) = (now.CallsOfInstance, now.Log.FlushInterval.TotalSeconds);
        return now.Instances * ((1 - Math.Exp(-calls * seconds)) + Math.Floor(calls * seconds / CallBuffer.PageRows)) / seconds;
    }

    private static double BytesOfPage(Situation now) => now.Footprint.BytesOf(now.Load.Calls / Pages(now));

    /// <summary>Returns the requests of one run for sums beyond the first thousand of each time bucket.</summary>
    private static double MoreSums(Situation now) =>
        TimeBucketsNotFinal * Math.Max(0, (now.Instances / AzureTargets.EntitiesOfResponse) - 1);
}
