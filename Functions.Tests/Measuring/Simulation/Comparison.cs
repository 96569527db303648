namespace Serverless.Measuring.Simulation;

/// <summary>A number of the model with the measured number.</summary>
/// <param name="What">The name of the number.</param>
/// <param name="Model">The number of the model.</param>
/// <param name="Measured">The measured number.</param>
internal sealed record Comparison(string What, double Model, double Measured)
{
    /// <summary>The maximum relative difference.</summary>
    public const double Bound = 0.15;

    /// <summary>Gets the ratio of the model's number to the measured one.</summary>
    public double Ratio => Model / Measured;

    /// <summary>Gets whether the difference is at most <see cref="Bound"/> of the measured number.</summary>
    public bool IsClose => Math.Abs(Ratio - 1) <= Bound;
}
