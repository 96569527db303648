namespace Serverless.Benchmarks.Simulation;

/// <summary>What one fold of the index finds.</summary>
/// <param name="SignUps">Records of new users.</param>
/// <param name="Changes">Records of other changes.</param>
/// <param name="Partitions">The partitions in which the records lie.</param>
/// <param name="Seen">All records that are there, those that are not final included.</param>
/// <param name="Users">Users in the trees.</param>
/// <param name="Instances">The instances that write records and fold.</param>
internal readonly record struct FoldShape(double SignUps, double Changes, double Partitions, double Seen, double Users, double Instances)
{
    /// <summary>Gets the records that are folded.</summary>
    public double Records => SignUps + Changes;
}
