namespace Serverless.Benchmarks.Simulation;

/// <summary>What the model says of a load.</summary>
/// <param name="Situation">The load and how many instances carry it.</param>
/// <param name="Demand">What it asks of storage.</param>
/// <param name="Limits">The limits and what is used of them.</param>
/// <param name="Bill">What a month costs.</param>
internal sealed record Outcome(Situation Situation, Demand Demand, IReadOnlyList<Limit> Limits, Bill Bill);
