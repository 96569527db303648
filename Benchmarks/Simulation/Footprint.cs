using System.IO.Compression;
using Serverless.Accounts.Index;
using Serverless.CallLog;
using Serverless.Storage;
using Serverless.Storage.Index;

namespace Serverless.Benchmarks.Simulation;

/// <summary>How large things are in storage, found by the product's own code for entries, nodes and pages of the call log.</summary>
/// <param name="Trees">The trees of the index.</param>
/// <param name="ChildBytes">The bytes of a child in a stored inner node.</param>
/// <param name="PageBytes">The bytes of a page of the call log without its calls.</param>
/// <param name="CallBytes">The bytes of a call in a page.</param>
internal sealed record Footprint(IReadOnlyList<TreeFootprint> Trees, double ChildBytes, double PageBytes, double CallBytes)
{
    private const int Users = 400;
    private const int Calls = 2_000;

    /// <summary>Gets the bytes of a user in all trees.</summary>
    public double IndexBytesOfUser => Trees.Sum(tree => tree.EntriesOfUser * tree.EntryBytes);

    /// <summary>Measures example users and calls.</summary>
    public static Footprint Measure()
    {
        var content = new UserIndexContent(null!); // whose tables are for reading documents
        var (few, many) = (BytesOfPage(1), BytesOfPage(Calls));
        var callBytes = (many - few) / (Calls - 1);
        return new([.. content.Trees.Select(tree => Of(content, tree))], BytesOfChild(), few - callBytes, callBytes);
    }

    /// <summary>Returns the bytes of a stored page with some calls.</summary>
    public double BytesOf(double calls) => PageBytes + (calls * CallBytes);

    private static TreeFootprint Of(UserIndexContent content, string tree)
    {
        var (entries, signUp, change, ordered) = (new List<IndexEntry>(), 0, 0, true);
        byte[] last = [];
        for (var number = 1; number <= Users; number++)
        {
            var (listing, changed) = (PackedListing.Pack(ExampleUsers.Listing(number))!, PackedListing.Pack(ExampleUsers.Changed(number))!);
            signUp += IndexOperations.Between(content, tree, null, listing).Count;
            change += IndexOperations.Between(content, tree, listing, changed).Count;
            foreach (var entry in content.Entries(tree, listing))
            {
                ordered &= KeyOrder.Instance.Compare(last, entry.Key) < 0;
                last = entry.Key;
                entries.Add(entry);
            }
        }

        var leaf = new Node("leaf") { Entries = [.. entries.OrderBy(entry => entry.Key, KeyOrder.Instance).Take(IndexSize.Default.Leaf)] };
        return new(tree, entries.Count / (double)Users, signUp / (double)Users, change / (double)Users, ordered, Stored(leaf) / (double)leaf.Size);
    }

    private static double BytesOfChild()
    {
        var children = Enumerable.Range(1, Users)
            .Select(number => new NodeChild(number.ToString("x", null), IndexText.Key(ExampleUsers.Name(number)), IndexSize.Default.Leaf, IndexSize.Default.Leaf, number));
        var node = new Node("inner") { Children = [.. children.OrderBy(child => child.First, KeyOrder.Instance)] };
        return Stored(node) / (double)node.Size;
    }

    private static int Stored(Node node) => Blob.Compress(PackedNode.Write(node), CompressionLevel.Fastest).Length;

    /// <summary>A page with calls of the mix by users who have nothing in common.</summary>
    private static double BytesOfPage(int count)
    {
        var calls = Enumerable.Range(0, count).Select(number =>
        {
            var (position, call) = (number * 7 % 1_000 / 1_000.0, 0);
            for (var sum = CallMix.All[0].Share; sum <= position && call + 1 < CallMix.All.Count; sum += CallMix.All[++call].Share)
            {
            }

            return new CallRecord(CallMix.All[call].Operation, 100 + (number * 7_919L % 1_000_003), 1_790_000_000_000 + (number * 5L), 10 + (number * 31 % 17), 200, null, false);
        });
        var row = CallPage.Pack([.. calls], () => "0123456789abcdef-0000000000").Single().Row;
        return row.Sum(column => (column.Key.Length * 2) + (column.Value is byte[] bytes ? bytes.Length : sizeof(long)));
    }
}
