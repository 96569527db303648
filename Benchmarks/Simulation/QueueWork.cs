using Serverless.Benchmarks.Costs;

namespace Serverless.Benchmarks.Simulation;

/// <summary>The looks of the Functions host at empty queues: each instance at each queue once a minute.</summary>
internal static class QueueWork
{
    /// <summary>Adds them.</summary>
    public static void Add(Demand demand, Situation now) => demand.AddPolls(now.Instances * TimerCosts.Queues / AzureTargets.SecondsOfPoll);
}
