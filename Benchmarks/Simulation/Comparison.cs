namespace Serverless.Benchmarks.Simulation;

/// <summary>A number of the model beside what was measured.</summary>
/// <param name="What">What is counted.</param>
/// <param name="Model">What the model says.</param>
/// <param name="Measured">What was counted.</param>
internal sealed record Comparison(string What, double Model, double Measured)
{
    /// <summary>By how much they may differ.</summary>
    public const double Bound = 0.15;

    /// <summary>Gets the model's number by the measured one.</summary>
    public double Ratio => Model / Measured;

    /// <summary>Gets whether they differ by no more than <see cref="Bound"/> of what was measured.</summary>
    public bool IsClose => Math.Abs(Ratio - 1) <= Bound;
}
