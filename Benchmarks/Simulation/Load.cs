namespace Serverless.Benchmarks.Simulation;

/// <summary>What the model is asked about.</summary>
/// <param name="Calls">Calls a second.</param>
/// <param name="Users">Users there are.</param>
internal readonly record struct Load(double Calls, double Users);
