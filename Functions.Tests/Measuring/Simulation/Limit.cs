namespace Serverless.Measuring.Simulation;

/// <summary>A limit and its used share.</summary>
/// <param name="Name">The name of the limit.</param>
/// <param name="Used">The used share. At 1, the limit is reached.</param>
/// <param name="Lift">The change that removes the limit.</param>
internal sealed record Limit(string Name, double Used, string Lift)
{
    /// <summary>Gets whether the load exceeds the limit.</summary>
    public bool IsReached => Used >= 1;
}
