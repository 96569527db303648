using Serverless.Measuring.Costs;
using Serverless.Domain.CallLog;

namespace Serverless.Measuring.Simulation;

/// <summary>A load, with the data about the product that the model needs.</summary>
/// <param name="Load">The load.</param>
/// <param name="Instances">The number of instances.</param>
/// <param name="Costs">The counted costs.</param>
/// <param name="Footprint">The sizes of stored data.</param>
/// <param name="Assumptions">The assumptions of the model.</param>
/// <param name="Log">The settings of the call log.</param>
/// <param name="CacheSeconds">The setting <c>Auth__CacheSeconds</c>.</param>
internal sealed record Situation(Load Load, double Instances, CountedCosts Costs, Footprint Footprint, Assumptions Assumptions, CallLogOptions Log, int CacheSeconds)
{
    /// <summary>The seconds of the 30 days for which docs/cost.md counts the runs of timers.</summary>
    public const double SecondsOfMonth = 30 * 24 * 60 * 60;

    /// <summary>Gets the calls a second of one instance.</summary>
    public double CallsOfInstance => Load.Calls / Instances;

    /// <summary>Gets the sign-ups a second.</summary>
    public double SignUps => Load.Calls * CallMix.SignUp.Share;

    /// <summary>Gets the number a second of other changes that lists show.</summary>
    public double Changes => Load.Calls * CallMix.Change.Share;

    /// <summary>Gets the number a second of all changes that lists show.</summary>
    public double ListChanges => SignUps + Changes;

    /// <summary>Gets the revocations a second.</summary>
    public double Revocations => Load.Calls * CallMix.Revocation.Share;

    /// <summary>Returns the number of runs a second of a timer.</summary>
    public double RunsOf(string timer) => Costs.RunsOf(timer) / SecondsOfMonth;
}
