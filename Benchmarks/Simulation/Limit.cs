namespace Serverless.Benchmarks.Simulation;

/// <summary>A limit, and how much of it a load uses.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Used">The share that is used: with 1 the limit is reached.</param>
/// <param name="Lift">What lifts it.</param>
internal sealed record Limit(string Name, double Used, string Lift)
{
    /// <summary>Gets whether the load is more than the limit allows.</summary>
    public bool IsReached => Used >= 1;
}
