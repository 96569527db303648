using System.IO.Compression;
using Azure;
using Azure.Data.Tables;
using Serverless.Storage;

namespace Serverless.Accounts.Index;

/// <summary>A user in a leaf.</summary>
/// <param name="Key">Where he stands among the others: keys are in ordinal order, and a tree has each only once.</param>
/// <param name="User">What lists show of him.</param>
internal sealed record IndexEntry(string Key, UserListing User);

/// <summary>A child of an inner node.</summary>
/// <param name="RowKey">Where it is.</param>
/// <param name="First">Keys from here on, up to the next child's, belong to it.</param>
/// <param name="Count">How many entries are below it.</param>
internal sealed record IndexChild(string RowKey, string First, int Count);

/// <summary>A node of a counted B-tree: a leaf with entries in order, or an inner node with its children and how many entries each has below it.</summary>
internal sealed class IndexNode(string rowKey)
{
    private const string Packed = nameof(Packed);

    public string RowKey => rowKey;

    public ETag ETag { get; set; }

    public bool IsNew => ETag == default;

    /// <summary>What the row took when it was read or written last, in bytes.</summary>
    public int StoredSize { get; private set; }

    /// <summary>The entries of a leaf.</summary>
    public List<IndexEntry> Entries { get; set; } = [];

    /// <summary>The children of an inner node; empty for a leaf.</summary>
    public List<IndexChild> Children { get; set; } = [];

    public bool IsLeaf => Children.Count == 0;

    /// <summary>Entries of a leaf, children of an inner node.</summary>
    public int Size => IsLeaf ? Entries.Count : Children.Count;

    /// <summary>How many entries there are in and below it.</summary>
    public int Count => IsLeaf ? Entries.Count : Children.Sum(child => child.Count);

    /// <summary>The first key that belongs to a node that is not empty.</summary>
    public string First => IsLeaf ? Entries[0].Key : Children[0].First;

    /// <summary>Reads a row.</summary>
    /// <exception cref="InvalidDataException">It was written by a version of this product that packed nodes in another way.</exception>
    public static IndexNode From(TableEntity row)
    {
        var bytes = Blob.Read(row, Packed);
        if (bytes.Length == 0)
        {
            throw new InvalidDataException("The list of users was written by another version of this app. Start it once with --rebuild-index.");
        }

        var node = new IndexNode(row.RowKey) { ETag = row.ETag, StoredSize = bytes.Length };
        var content = Blob.Decompress(bytes);
        if (row.GetBoolean(nameof(IsLeaf)) == true)
        {
            node.Entries = PackedNode.Entries(content);
        }
        else
        {
            node.Children = PackedNode.Children(content);
        }

        return node;
    }

    /// <summary>The row, to be written.</summary>
    public TableEntity ToRow(string partition)
    {
        var bytes = Blob.Compress(IsLeaf ? PackedNode.Pack(Entries) : PackedNode.Pack(Children), CompressionLevel.Fastest);
        StoredSize = bytes.Length;
        var row = new TableEntity(partition, rowKey) { [nameof(IsLeaf)] = IsLeaf };
        Blob.Write(row, Packed, bytes);
        return row;
    }

    /// <summary>Which child a key belongs to.</summary>
    public int ChildOf(string key)
    {
        var last = Children.FindLastIndex(child => string.CompareOrdinal(child.First, key) <= 0);
        return Math.Max(last, 0);
    }

    /// <summary>Where a key stands, or would stand, in a leaf.</summary>
    public int PositionOf(string key)
    {
        var (low, high) = (0, Entries.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = string.CompareOrdinal(Entries[middle].Key, key) < 0 ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>The user at a key of a leaf, or null.</summary>
    public UserListing? Find(string key) =>
        PositionOf(key) is var position && position < Entries.Count && Entries[position].Key == key ? Entries[position].User : null;
}
