using Serverless.Storage;
using Serverless.Storage.Index;

namespace Serverless.Benchmarks.Simulation;

/// <summary>What one fold does to one tree (Storage/Index/TreeFold.cs).</summary>
/// <param name="Requests">Its requests.</param>
/// <param name="Entities">The entities that are read and written, counted by KiB.</param>
/// <param name="Seconds">How long it takes.</param>
internal readonly record struct TreeCost(double Requests, double Entities, double Seconds)
{
    private const double LargerEnds = 0.9; // TreeWriter splits a last node at nine tenths
    private const double OwnBytes = 200; // keys, stamps and the progress in a row

    /// <summary>Computes it. No node is in memory from an earlier fold.</summary>
    public static TreeCost Of(TreeFootprint tree, FoldShape shape, Footprint footprint, Assumptions assumptions)
    {
        var (size, fill) = (IndexSize.Default, tree.GrowsAtEnd ? LargerEnds : assumptions.NodeFill);
        var written = shape.SignUps * tree.WritesOfSignUp;
        var (scattered, atEnd) = ((shape.Changes * tree.WritesOfChange) + (tree.GrowsAtEnd ? 0 : written), tree.GrowsAtEnd ? written : 0);
        if (scattered + atEnd == 0)
        {
            return default;
        }

        var leaves = Math.Max(1, shape.Users * tree.EntriesOfUser / (size.Leaf * fill));
        // The root of a tree with one leaf is that leaf.
        var touched = leaves > 1 ? Touched(leaves, scattered) + (atEnd > 0 ? 1 : 0) : 0;
        var (nodes, depth, children) = (touched, 2, leaves);
        var entities = touched * AzureTargets.Entities((size.Leaf * fill * tree.EntryBytes) + OwnBytes);
        // Inner nodes between the leaves and the root.
        for (; children > size.Inner; depth++)
        {
            children /= size.Inner * fill;
            var inner = Touched(children, scattered) + (atEnd > 0 ? 1 : 0);
            nodes += inner;
            entities += inner * AzureTargets.Entities((size.Inner * fill * footprint.ChildBytes) + OwnBytes);
        }

        var made = written / (size.Leaf * fill); // new leaves of splits
        var room = TableExtensions.LargestTransaction - (2 * depth) - 3; // TreeWriter.HasRoom
        var batches = Math.Ceiling((nodes + made + 1) / room);
        var root = AzureTargets.Entities((children * footprint.ChildBytes) + OwnBytes);
        var roots = 1 + ((shape.Instances - 1) / shape.Instances); // another instance folded last: its root is read once more
        return new(
            roots + nodes + batches,
            (2 * entities) + made + (root * (roots + batches)),
            ((roots + (nodes / TreeNodes.ReadsAtOnce)) * assumptions.RequestSeconds) + (batches * assumptions.TransactionSeconds));
    }

    /// <summary>How many of some nodes are hit by some keys that lie anywhere.</summary>
    private static double Touched(double nodes, double keys) => nodes * (1 - Math.Pow(1 - (1 / nodes), keys));
}
