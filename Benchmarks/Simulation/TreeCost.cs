using Serverless.Storage;
using Serverless.Storage.Index;

namespace Serverless.Benchmarks.Simulation;

/// <summary>What one fold does to one tree (Storage/Index/TreeFold.cs).</summary>
/// <param name="Requests">Its requests.</param>
/// <param name="Entities">The entities that are read and written, counted by KiB.</param>
/// <param name="Seconds">How long it takes.</param>
internal readonly record struct TreeCost(double Requests, double Entities, double Seconds)
{
    private const double FillAtEnd = 0.9; // TreeWriter.Split: a last node is split at nine tenths
    private const double FillInside = 0.5; // any other in the middle; where entries only come at one end of a range, the other half stays as it is
    private const double OwnBytes = 200; // keys, stamps and the progress in a row

    /// <summary>Computes it. No node is in memory from an earlier fold.</summary>
    public static TreeCost Of(TreeFootprint tree, FoldShape shape, Footprint footprint, Assumptions assumptions)
    {
        var (size, fill) = (IndexSize.Default, Fill(tree, assumptions));
        var written = shape.SignUps * tree.WritesOfSignUp;
        // Places that are hit: each entry that lies anywhere, and each end once.
        var hits = (shape.Changes * tree.WritesOfChange) + (shape.SignUps * tree.ScatteredOfSignUp)
            + Math.Min(tree.Ends, shape.SignUps * (tree.WritesOfSignUp - tree.ScatteredOfSignUp));
        if (hits == 0)
        {
            return default;
        }

        var leaves = Math.Max(1, shape.Users * tree.EntriesOfUser / (size.Leaf * fill));
        // The root of a tree with one leaf is that leaf.
        var touched = leaves > 1 ? Touched(leaves, hits) : 0;
        var (nodes, depth, children) = (touched, 2, leaves);
        var entities = touched * AzureTargets.Entities((size.Leaf * fill * tree.EntryBytes) + OwnBytes);
        // Inner nodes between the leaves and the root.
        for (; children > size.Inner; depth++)
        {
            children /= size.Inner * fill;
            var inner = Touched(children, hits);
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

    private static double Fill(TreeFootprint tree, Assumptions assumptions)
    {
        var scattered = tree.ScatteredOfSignUp / tree.WritesOfSignUp;
        return scattered > 0 ? (scattered * assumptions.NodeFill) + ((1 - scattered) * FillInside) : FillAtEnd;
    }

    /// <summary>How many of some nodes are hit by some keys.</summary>
    private static double Touched(double nodes, double keys) => nodes * (1 - Math.Pow(1 - (1 / nodes), keys));
}
