using Serverless.Domain.CallLog;
using Serverless.Storage;

namespace Serverless.Benchmarks.Simulation;

/// <summary>Lists the limits of work that is not part of the mix.</summary>
internal static class BeyondMix
{
    private const double SecondsOfMinute = 60;

    /// <summary>Returns the limits with their used shares for a load.</summary>
    public static IReadOnlyList<Limit> Of(Situation now) =>
    [
        // CallStatistics.Latest reads all headers that are not final every ten seconds. The largest partition is a whole time bucket.
        new(
            "one administrator looks at the statistics: the headers of a slot are read every ten seconds",
            LogWork.Pages(now) * Minutes.Bucket * SecondsOfMinute / CallStatistics.LatestAge.TotalSeconds / AzureTargets.EntitiesOfPartition,
            "sums by minute, written by each instance"),
        new(
            "messages of queue `email`, one confirmation email for each sign-up",
            now.SignUps * AzureTargets.RequestsOfMessage / AzureTargets.MessagesOfQueue,
            "several queues by hash"),
    ];
}
