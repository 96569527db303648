using Serverless.Domain.CallLog;
using Serverless.Storage;

namespace Serverless.Benchmarks.Simulation;

/// <summary>
/// The call log. Each instance writes a batch after <c>CallLog__FlushSeconds</c> if there was a call, and one at every <see cref="CallBuffer.PageRows"/>
/// calls. All batches of ten minutes are in one partition. The timers of the statistics read the headers of batches, a thousand in a request;
/// the first request is the one that docs/cost.md counts.
/// </summary>
internal static class LogWork
{
    /// <summary>The name of the call log's requests.</summary>
    public const string Log = "call log";

    /// <summary>The partition of the current ten minutes, to which batches are written.</summary>
    public const string Partition = "`CallLog`, ten minutes";

    private const double SecondsOfMinute = 60;

    /// <summary>Adds the requests to the demand.</summary>
    public static void Add(Demand demand, Situation now)
    {
        var pages = Pages(now);
        demand.AddShared(Log, pages + (Headers(now) * now.RunsOf("roll-up-latest")));
        // A batch is written once, and the statistics read its header once in that time.
        demand.Touch(Partition, (pages * AzureTargets.Entities(BytesOfPage(now))) + pages);
    }

    /// <summary>Returns the number of batches a second that all instances write.</summary>
    public static double Pages(Situation now)
    {
        var (calls, seconds) = (now.CallsOfInstance, now.Log.FlushInterval.TotalSeconds);
        return now.Instances * ((1 - Math.Exp(-calls * seconds)) + Math.Floor(calls * seconds / CallBuffer.PageRows)) / seconds;
    }

    /// <summary>
    /// Returns the number of batches that each request of the statistics counts: those of time buckets that are not final, and on average of half a
    /// time bucket more.
    /// </summary>
    public static double PagesNotFinal(Situation now) => Pages(now) * (CallPages.FinaliseGrace + (Minutes.Bucket / 2.0)) * SecondsOfMinute;

    private static double BytesOfPage(Situation now) => now.Footprint.BytesOf(now.Load.Calls / Pages(now));

    /// <summary>Returns the requests of one run for headers beyond the first request.</summary>
    private static double Headers(Situation now) => Math.Max(0, (PagesNotFinal(now) / AzureTargets.EntitiesOfResponse) - 1);
}
