using Serverless.Domain.CallLog;
using Serverless.Storage;

namespace Serverless.Benchmarks.Simulation;

/// <summary>Limits of work that the mix does not have.</summary>
internal static class BeyondMix
{
    private const double SecondsOfMinute = 60;

    /// <summary>Returns them with what a load uses.</summary>
    public static IReadOnlyList<Limit> Of(Situation now) =>
    [
        // CallStatistics.Latest: every ten seconds all headers that are not final, whose largest partition is a whole slot.
        new(
            "one administrator looks at the statistics: the headers of a slot are read every ten seconds",
            LogWork.Pages(now) * Minutes.Slot * SecondsOfMinute / CallStatistics.LatestAge.TotalSeconds / AzureTargets.EntitiesOfPartition,
            "sums by minute, written by each instance"),
        new(
            "messages of queue `email`, one confirmation email for each sign-up",
            now.SignUps * AzureTargets.RequestsOfMessage / AzureTargets.MessagesOfQueue,
            "several queues by hash"),
    ];
}
