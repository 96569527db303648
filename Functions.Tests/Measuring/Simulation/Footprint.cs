using System.IO.Compression;
using Serverless.Domain.CallLog;
using Serverless.Domain.Users.Index;
using Serverless.Storage;
using Serverless.Storage.Index;
using Serverless.Storage.Rows;

namespace Serverless.Measuring.Simulation;

/// <summary>The sizes of stored data, measured with the product's own code for entries, nodes and batches of the call log.</summary>
/// <param name="Trees">The trees of the index.</param>
/// <param name="ChildBytes">The size in bytes of a child in a stored inner node.</param>
/// <param name="PageBytes">The size in bytes of a batch of the call log without its calls.</param>
/// <param name="CallBytes">The size in bytes of a call in a batch.</param>
internal sealed record Footprint(IReadOnlyList<TreeFootprint> Trees, double ChildBytes, double PageBytes, double CallBytes)
{
    private const int Users = 4_000;
    private const int NewUsers = 40;
    private const int EveryLeaf = 10; // one leaf in ten is measured
    private const int Calls = 2_000;

    /// <summary>Gets the size in bytes of a user in all trees.</summary>
    public double IndexBytesOfUser => Trees.Sum(tree => tree.EntriesOfUser * tree.EntryBytes);

    /// <summary>Returns the sizes of example users and calls.</summary>
    public static Footprint Measure()
    {
        var content = new UserIndexContent(null!).Current; // the rows are needed only to read documents
        var (few, many) = (BytesOfPage(1), BytesOfPage(Calls));
        var callBytes = (many - few) / (Calls - 1);
        return new([.. content.Trees.Select(tree => Of(content, tree))], BytesOfChild(), few - callBytes, callBytes);
    }

    /// <summary>Returns the size in bytes of a stored batch with the given number of calls.</summary>
    public double BytesOf(double calls) => PageBytes + (calls * CallBytes);

    private static TreeFootprint Of(IIndexVersion content, string tree)
    {
        var entries = Enumerable.Range(1, Users).SelectMany(number => content.Entries(tree, Packed(number))).OrderBy(entry => entry.Key, KeyOrder.Instance).ToList();
        var change = Enumerable.Range(1, NewUsers).Sum(number => IndexOperations.Between(content, tree, Packed(number), PackedListing.Pack(ExampleUsers.Changed(number))).Count);
        var signUps = Enumerable.Range(Users + 1, NewUsers).Select(number => IndexOperations.Between(content, tree, null, Packed(number))).ToList();
        var keys = entries.ConvertAll(entry => entry.Key);
        // Entries of new users between the same two old entries are at one place. Scattered entries need more places with more users; other entries do not.
        var (half, all) = (Places(keys, signUps.Take(NewUsers / 2)), Places(keys, signUps));
        var scattered = (all - half) / (NewUsers / 2.0);
        var leaves = entries.Chunk(IndexSize.Default.Leaf).Where((_, number) => number % EveryLeaf == 0).Select(chunk => new Node("leaf") { Entries = [.. chunk] }).ToList();
        return new(
            tree,
            entries.Count / (double)Users,
            signUps.Sum(operations => operations.Count) / (double)NewUsers,
            scattered,
            all - (scattered * NewUsers),
            change / (double)NewUsers,
            leaves.Sum(Stored) / (double)leaves.Sum(leaf => leaf.Size));
    }

    private static byte[] Packed(long number) => PackedListing.Pack(ExampleUsers.Listing(number))!;

    private static int Places(List<byte[]> keys, IEnumerable<IEnumerable<IndexOperation>> users) =>
        users.SelectMany(operations => operations).Select(operation => keys.BinarySearch(operation.Key, KeyOrder.Instance)).Distinct().Count();

    private static double BytesOfChild()
    {
        var children = Enumerable.Range(1, IndexSize.Default.Inner)
            .Select(number => new NodeChild(number.ToString("x", null), IndexText.Key(ExampleUsers.Name(number)), IndexSize.Default.Leaf, IndexSize.Default.Leaf, number));
        var node = new Node("inner") { Children = [.. children.OrderBy(child => child.First, KeyOrder.Instance)] };
        return Stored(node) / (double)node.Size;
    }

    private static int Stored(Node node) => Blob.Compress(PackedNode.Write(node), CompressionLevel.Fastest).Length;

    /// <summary>Returns the size of a batch with calls of the mix, made by unrelated users.</summary>
    private static double BytesOfPage(int count)
    {
        var calls = Enumerable.Range(0, count).Select(number =>
        {
            var (position, call) = (number * 7 % 1_000 / 1_000.0, 0);
            for (var sum = CallMix.All[0].Share; sum <= position && call + 1 < CallMix.All.Count; sum += CallMix.All[++call].Share)
            {
            }

            var any = ExampleUsers.Mix(number); // users, times and run times that are unrelated
            return new CallRecord(CallMix.All[call].Operation, 100 + (long)(any % 1_000_000), 1_790_000_000_000 + (number * 5L) + (long)(any >> 61), 10 + (int)((any >> 32) % 32), 200, null, false);
        });
        var row = CallBatch.Pack([.. calls], () => CallBatchRow.NewKey("0123456789abcdef", 0)).Single().ToRow(Minutes.Of(1_790_000_000_000)).ToEntity();
        return row.Sum(column => (column.Key.Length * 2) + (column.Value is byte[] bytes ? bytes.Length : sizeof(long)));
    }
}
