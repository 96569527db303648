using Serverless.Storage;
using Serverless.Storage.Index;

namespace Serverless.Measuring.Simulation;

/// <summary>The cost of one fold for one tree (Storage/Index/TreeFold.cs).</summary>
/// <param name="Requests">The number of requests.</param>
/// <param name="Entities">The number of read and written entities, counted by KiB.</param>
/// <param name="Seconds">The duration in seconds.</param>
internal readonly record struct TreeCost(double Requests, double Entities, double Seconds)
{
    private const double FillAtEnd = 0.9; // TreeWriter.Split splits a last node at nine tenths
    private const double FillInside = 0.5; // other nodes are split in the middle; if entries come only at one end of a range, the other half stays unchanged
    private const double OwnBytes = 200; // keys, stamps and the progress in a row

    /// <summary>Computes the cost, without nodes in memory from an earlier fold.</summary>
    public static TreeCost Of(TreeFootprint tree, FoldShape shape, Footprint footprint, Assumptions assumptions)
    {
        var (size, fill) = (IndexSize.Default, Fill(tree, assumptions));
        var written = shape.SignUps * tree.WritesOfSignUp;
        // The affected places: one for each scattered entry, and one for each end.
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
        // The inner nodes between the leaves and the root.
        for (; children > size.Inner; depth++)
        {
            children /= size.Inner * fill;
            var inner = Touched(children, hits);
            nodes += inner;
            entities += inner * AzureTargets.Entities((size.Inner * fill * footprint.ChildBytes) + OwnBytes);
        }

        var made = written / (size.Leaf * fill); // new leaves from splits
        var room = TableExtensions.LargestTransaction - (2 * depth) - 3; // TreeWriter.HasRoom
        var batches = Math.Ceiling((nodes + made + 1) / room);
        var root = AzureTargets.Entities((children * footprint.ChildBytes) + OwnBytes);
        var roots = 1 + ((shape.Instances - 1) / shape.Instances); // if another instance folded last, the root is read once more
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

    /// <summary>Returns how many of a number of nodes are affected by a number of keys.</summary>
    private static double Touched(double nodes, double keys) => nodes * (1 - Math.Pow(1 - (1 / nodes), keys));
}
