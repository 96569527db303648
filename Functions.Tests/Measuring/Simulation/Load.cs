namespace Serverless.Measuring.Simulation;

/// <summary>The input of the model.</summary>
/// <param name="Calls">The calls a second.</param>
/// <param name="Users">The number of users.</param>
internal readonly record struct Load(double Calls, double Users);
