using Serverless.Storage;
using Serverless.Storage.Index;

namespace Serverless.Measuring.Simulation;

/// <summary>
/// The cost of one fold (Storage/Index/Folder.cs). The records are read by one query, or by one for each shard if there are many. Each tree is
/// written. The records are deleted, 100 of one partition at a time. The newest record of each other instance is in doubt, so its user row is read.
/// </summary>
/// <param name="Requests">The number of requests.</param>
/// <param name="Seconds">The duration in seconds, with <see cref="Folder.TreesAtOnce"/> trees at once.</param>
/// <param name="Entities">The read and written entities of each tree, counted by KiB.</param>
internal sealed record FoldCost(double Requests, double Seconds, IReadOnlyDictionary<string, double> Entities)
{
    /// <summary>Computes the cost.</summary>
    public static FoldCost Of(FoldShape shape, Footprint footprint, Assumptions assumptions)
    {
        var trees = footprint.Trees.ToDictionary(tree => tree.Name, tree => TreeCost.Of(tree, shape, footprint, assumptions), StringComparer.Ordinal);
        var deletions = shape.Partitions * Math.Ceiling(shape.Records / shape.Partitions / TableExtensions.LargestTransaction);
        var doubts = Math.Min(shape.Instances - 1, shape.Records);
        var before = Queries(shape.Seen) + doubts;
        return new(
            before + trees.Values.Sum(tree => tree.Requests) + deletions,
            (assumptions.RequestSeconds * (Queries(shape.Seen) + (doubts / ChangeReader.ReadsAtOnce)))
                + Math.Max(trees.Values.Max(tree => tree.Seconds), trees.Values.Sum(tree => tree.Seconds) / Folder.TreesAtOnce)
                + (deletions * assumptions.TransactionSeconds),
            trees.ToDictionary(tree => tree.Key, tree => tree.Value.Entities, StringComparer.Ordinal));
    }

    /// <summary>Returns the requests that read the records.</summary>
    public static double Queries(double seen) => seen > ChangeReader.Many
        ? ChangeRecord.Shards * Math.Ceiling(seen / ChangeRecord.Shards / AzureTargets.EntitiesOfResponse)
        : 1;
}
