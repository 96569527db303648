using Serverless.Domain.CallLog;

namespace Serverless.Measuring.Simulation;

/// <summary>Lists the limits of work that is not part of the mix.</summary>
internal static class BeyondMix
{
    /// <summary>Returns the limits with their used shares for a load.</summary>
    public static IReadOnlyList<Limit> Of(Situation now) =>
    [
        // CallStatistics.Latest reads the sums of each time bucket that is not final every ten seconds, one for each instance.
        new(
            "one administrator looks at the statistics: the sums of a time bucket are read every ten seconds",
            now.Instances / CallStatistics.LatestAge.TotalSeconds / AzureTargets.EntitiesOfPartition,
            "sums of several instances, written by a job"),
        new(
            "messages of queue `email`, one confirmation email for each sign-up",
            now.SignUps * AzureTargets.RequestsOfMessage / AzureTargets.MessagesOfQueue,
            "several queues by hash"),
    ];
}
