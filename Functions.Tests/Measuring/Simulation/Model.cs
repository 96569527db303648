using Serverless.Measuring.Costs;
using Serverless.Domain.CallLog;

namespace Serverless.Measuring.Simulation;

/// <summary>Computes a load's demand on storage, the limits that it reaches, and its costs.</summary>
/// <param name="costs">The counted costs.</param>
/// <param name="footprint">The sizes of stored data.</param>
/// <param name="assumptions">The assumptions of the model.</param>
/// <param name="log">The settings of the call log.</param>
/// <param name="cacheSeconds">The setting <c>Auth__CacheSeconds</c>.</param>
internal sealed class Model(CountedCosts costs, Footprint footprint, Assumptions assumptions, CallLogOptions log, int cacheSeconds = 0)
{
    /// <summary>Gets the assumptions.</summary>
    public Assumptions Assumptions => assumptions;

    /// <summary>Computes the outcome for a load.</summary>
    /// <param name="load">The load.</param>
    /// <param name="instances">The number of instances; null for the necessary number.</param>
    public Outcome Of(Load load, double? instances = null)
    {
        var situation = new Situation(load, instances ?? Instances(load), costs, footprint, assumptions, log, cacheSeconds);
        var demand = new Demand();
        CallWork.Add(demand, situation);
        CacheWork.Add(demand, situation);
        IndexWork.Add(demand, situation);
        LogWork.Add(demand, situation);
        TimerWork.Add(demand, situation);
        QueueWork.Add(demand, situation);
        return new(situation, demand, LimitList.Of(situation, demand), Bill.Of(situation, demand));
    }

    /// <summary>Returns the number of instances of 2 GB and one processor that a load needs, by processor time and by concurrent calls.</summary>
    public double Instances(Load load)
    {
        var processor = assumptions.CallProcessorSeconds + (CallMix.Hashes * assumptions.HashProcessorSeconds);
        var seconds = (CallMix.Requests(costs) * assumptions.RequestSeconds) + (CallMix.Hashes * assumptions.HashProcessorSeconds) + assumptions.OtherSeconds;
        return Math.Max(1, Math.Ceiling(load.Calls * Math.Max(processor, seconds / AzureTargets.CallsAtOnce) / assumptions.UsedShare));
    }
}
