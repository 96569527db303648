namespace Serverless.Measuring.Simulation;

/// <summary>The results of the model for a load.</summary>
/// <param name="Situation">The load and the number of its instances.</param>
/// <param name="Demand">The demand on storage.</param>
/// <param name="Limits">The limits with their used shares.</param>
/// <param name="Bill">The costs of a month.</param>
internal sealed record Outcome(Situation Situation, Demand Demand, IReadOnlyList<Limit> Limits, Bill Bill);
