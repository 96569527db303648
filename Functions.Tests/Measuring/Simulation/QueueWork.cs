using Serverless.Measuring.Costs;

namespace Serverless.Measuring.Simulation;

/// <summary>The polls of empty queues by the Functions host: each instance polls each queue once a minute.</summary>
internal static class QueueWork
{
    /// <summary>Adds the requests to the demand.</summary>
    public static void Add(Demand demand, Situation now) => demand.AddPolls(now.Instances * TimerCosts.Queues / AzureTargets.SecondsOfPoll);
}
