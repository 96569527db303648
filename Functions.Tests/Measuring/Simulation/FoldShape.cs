namespace Serverless.Measuring.Simulation;

/// <summary>The input of one fold of the index.</summary>
/// <param name="SignUps">The records of new users.</param>
/// <param name="Changes">The records of other changes.</param>
/// <param name="Partitions">The partitions that contain the records.</param>
/// <param name="Seen">All existing records, including those that are not final.</param>
/// <param name="Users">The users in the trees.</param>
/// <param name="Instances">The instances that write records and fold.</param>
internal readonly record struct FoldShape(double SignUps, double Changes, double Partitions, double Seen, double Users, double Instances)
{
    /// <summary>Gets the number of records that are folded.</summary>
    public double Records => SignUps + Changes;
}
