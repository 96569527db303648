using Serverless.Measuring.Costs;
using Serverless.Measuring.Simulation;
using Serverless.Domain.CallLog;

namespace Serverless.Tests.Simulation;

/// <summary>Provides models with small numbers, and one with those of docs/cost.md.</summary>
internal static class SimulationGiven
{
    /// <summary>Gets costs of 1,053 requests for 1,000 calls of the mix, and of 30 runs of a timer in a month that cost two requests each.</summary>
    public static CountedCosts Costs { get; } = new(
        new Dictionary<string, long>(StringComparer.Ordinal)
        {
            [CallMix.SignUp.Operation] = 10,
            [CallMix.Change.Operation] = 20,
            [CallMix.SignIn.Operation] = 3,
            [CallMix.Revocation.Operation] = 2,
            [CallMix.Other.Operation] = 1,
        },
        [
            new("roll-up-latest", "", 0, 0), new("repair-names", "", 30, 2),
            new("delete-expired-notifications", "", 0, 0), new("erase-unused-accounts", "", 0, 0),
        ]);

    /// <summary>Gets a footprint with one tree, in which a user has one entry. A batch of calls has 100 bytes, and ten for each call.</summary>
    public static Footprint Footprint { get; } = new([new("Name", 1, 1, ScatteredOfSignUp: 1, Ends: 0, 1, 100)], 40, 100, 10);

    /// <summary>Gets the model with small numbers.</summary>
    public static Model Small { get; } = new(Costs, Footprint, new(), new CallLogOptions());

    /// <summary>Returns the model of the page, with <c>Auth__CacheSeconds</c>.</summary>
    public static Model Real(int cacheSeconds = 0) => new(CountedCosts.Read(), Footprint.Measure(), new(), new CallLogOptions(), cacheSeconds);
}
