using Serverless.Domain.CallLog;
using Serverless.Storage;

namespace Serverless.Benchmarks.Simulation;

/// <summary>
/// The call log. Each instance writes a page after <c>CallLog__FlushSeconds</c> if there was a call, and one at every <see cref="CallBuffer.PageRows"/> calls.
/// All pages of ten minutes lie in one partition. The timers of the statistics read the headers of pages, a thousand a request: what docs/cost.md
/// counts for them is the first request.
/// </summary>
internal static class LogWork
{
    /// <summary>The name of its requests.</summary>
    public const string Log = "call log";

    /// <summary>The partition of the ten minutes in which pages are written now.</summary>
    public const string Partition = "`CallLog`, ten minutes";

    private const double SecondsOfMinute = 60;

    /// <summary>Adds them.</summary>
    public static void Add(Demand demand, Situation now)
    {
        var pages = Pages(now);
        demand.AddShared(Log, pages + (Headers(now) * now.RunsOf("roll-up-latest")));
        // Written once, its header read once meanwhile by the statistics.
        demand.Touch(Partition, (pages * AzureTargets.Entities(BytesOfPage(now))) + pages);
    }

    /// <summary>Returns the pages a second that all instances write.</summary>
    public static double Pages(Situation now)
    {
        var (calls, seconds) = (now.CallsOfInstance, now.Log.FlushInterval.TotalSeconds);
        return now.Instances * ((1 - Math.Exp(-calls * seconds)) + Math.Floor(calls * seconds / CallBuffer.PageRows)) / seconds;
    }

    /// <summary>Returns the pages that the statistics count whenever they are asked for: those of slots that are not final, and of half a slot more on average.</summary>
    public static double PagesNotFinal(Situation now) => Pages(now) * (CallPages.SealGrace + (Minutes.Slot / 2.0)) * SecondsOfMinute;

    private static double BytesOfPage(Situation now) => now.Footprint.BytesOf(now.Load.Calls / Pages(now));

    /// <summary>The requests of one run for the headers beyond the first request.</summary>
    private static double Headers(Situation now) => Math.Max(0, (PagesNotFinal(now) / AzureTargets.EntitiesOfResponse) - 1);
}
