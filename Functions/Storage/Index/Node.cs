using System.IO.Compression;
using Azure.Data.Tables;

namespace Serverless.Storage.Index;

/// <summary>A child of an inner node.</summary>
/// <param name="Id">The child's id.</param>
/// <param name="First">The first key of the child's range, which ends before the first key of the next child.</param>
/// <param name="Count">The number of entries below.</param>
/// <param name="Weight">The weight of these entries.</param>
/// <param name="Batch">The number of the batch that wrote the child.</param>
internal readonly record struct NodeChild(string Id, byte[] First, int Count, long Weight, long Batch);

/// <summary>A node of a counted B-tree: a leaf with entries in order, or an inner node with its children and the counts below each of them.</summary>
internal sealed class Node(string id)
{
    /// <summary>The id of the root.</summary>
    public const string Root = "root";

    private const string Packed = nameof(Packed);
    private const int OtherBytes = 24; // of an entry or child, beside its key and value

    /// <summary>Gets the id.</summary>
    public string Id => id;

    /// <summary>
    /// Gets or sets the number of the batch that wrote the node. A parent contains it, so a reader detects when the two are of different moments.
    /// </summary>
    public long Batch { get; set; }

    /// <summary>Gets whether no batch has written the node yet.</summary>
    public bool IsNew => Batch == 0;

    /// <summary>Gets or sets the entries of a leaf.</summary>
    public List<IndexEntry> Entries { get; set; } = [];

    /// <summary>Gets or sets the children of an inner node; empty for a leaf.</summary>
    public List<NodeChild> Children { get; set; } = [];

    /// <summary>Gets whether the node is a leaf.</summary>
    public bool IsLeaf => Children.Count == 0;

    /// <summary>Gets the number of entries of a leaf, or of children of an inner node.</summary>
    public int Size => IsLeaf ? Entries.Count : Children.Count;

    /// <summary>Gets the number of entries in and below the node.</summary>
    public int Count => IsLeaf ? Entries.Count : Children.Sum(child => child.Count);

    /// <summary>Gets the weight of the entries in and below the node.</summary>
    public long Weight => IsLeaf ? Entries.Sum(entry => (long)entry.Weight) : Children.Sum(child => child.Weight);

    /// <summary>Gets the first key of a node that is not empty.</summary>
    public byte[] First => IsLeaf ? Entries[0].Key : Children[0].First;

    /// <summary>Gets the approximate size of the content in bytes.</summary>
    public int Bytes => IsLeaf
        ? Entries.Sum(entry => entry.Key.Length + entry.Value.Length + OtherBytes)
        : Children.Sum(child => child.First.Length + OtherBytes);

    /// <summary>Parses a row.</summary>
    public static Node From(TableEntity row, string id)
    {
        var node = new Node(id) { Batch = row.GetInt64(nameof(Batch)) ?? 0 };
        var bytes = Blob.Read(row, Packed);
        if (bytes.Length > 0)
        {
            PackedNode.Read(node, Blob.Decompress(bytes));
        }

        return node;
    }

    /// <summary>Writes the content into a row.</summary>
    public TableEntity WriteTo(TableEntity row)
    {
        row[nameof(Batch)] = Batch;
        Blob.Write(row, Packed, Blob.Compress(PackedNode.Write(this), CompressionLevel.Fastest));
        return row;
    }

    /// <summary>Returns the child whose range contains a key.</summary>
    public int ChildOf(byte[] key)
    {
        var (low, high) = (0, Children.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = KeyOrder.Instance.Compare(Children[middle].First, key) <= 0 ? (middle + 1, high) : (low, middle);
        }

        return Math.Max(low - 1, 0);
    }

    /// <summary>Returns the position of a key in a leaf, or the position at which it would be inserted.</summary>
    public int PositionOf(byte[] key)
    {
        var (low, high) = (0, Entries.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = KeyOrder.Instance.Compare(Entries[middle].Key, key) < 0 ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>Returns whether a leaf has a key at a position.</summary>
    public bool Has(byte[] key, int position) => position < Entries.Count && KeyOrder.Instance.Equals(Entries[position].Key, key);

    /// <summary>Returns the range of keys that belong to a child.</summary>
    public KeyRange RangeOf(int child, KeyRange own) =>
        new(child == 0 ? own.From : Children[child].First, child + 1 < Children.Count ? Children[child + 1].First : own.To);
}
