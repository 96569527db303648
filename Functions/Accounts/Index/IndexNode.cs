using System.IO.Compression;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;

namespace Serverless.Accounts.Index;

/// <summary>A child of an inner node.</summary>
/// <param name="RowKey">Where it is.</param>
/// <param name="First">Keys from here on, up to the next child's, belong to it.</param>
/// <param name="Count">How many users are below it.</param>
internal sealed record IndexChild(string RowKey, string First, int Count);

/// <summary>A node of a counted B-tree: a leaf with users in order, or an inner node with its children and how many users each has below it.</summary>
internal sealed class IndexNode(string rowKey)
{
    // A binary column holds 64 KiB, a row 1 MiB.
    private const int ChunkSize = 60_000;

    public string RowKey => rowKey;

    public ETag ETag { get; set; }

    public bool IsNew => ETag == default;

    /// <summary>The users of a leaf.</summary>
    public List<UserListing> Users { get; set; } = [];

    /// <summary>The children of an inner node; empty for a leaf.</summary>
    public List<IndexChild> Children { get; set; } = [];

    public bool IsLeaf => Children.Count == 0;

    /// <summary>How many users there are in and below it.</summary>
    public int Count => IsLeaf ? Users.Count : Children.Sum(child => child.Count);

    public static IndexNode From(TableEntity row)
    {
        using var bytes = new MemoryStream();
        for (var i = 0; row.GetBinary(Column(i)) is { } chunk; i++)
        {
            bytes.Write(chunk);
        }

        bytes.Position = 0;
        using var content = new DeflateStream(bytes, CompressionMode.Decompress);
        var node = new IndexNode(row.RowKey) { ETag = row.ETag };
        if (row.GetBoolean(nameof(IsLeaf)) == true)
        {
            node.Users = JsonSerializer.Deserialize(content, IndexJson.Default.ListUserListing)!;
        }
        else
        {
            node.Children = JsonSerializer.Deserialize(content, IndexJson.Default.ListIndexChild)!;
        }

        return node;
    }

    public TableEntity ToRow(string partition)
    {
        using var bytes = new MemoryStream();
        using (var content = new DeflateStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        {
            if (IsLeaf)
            {
                JsonSerializer.Serialize(content, Users, IndexJson.Default.ListUserListing);
            }
            else
            {
                JsonSerializer.Serialize(content, Children, IndexJson.Default.ListIndexChild);
            }
        }

        var row = new TableEntity(partition, rowKey) { [nameof(IsLeaf)] = IsLeaf };
        foreach (var (i, chunk) in bytes.ToArray().Chunk(ChunkSize).Index())
        {
            row[Column(i)] = chunk;
        }

        return row;
    }

    /// <summary>Which child a key belongs to.</summary>
    public int ChildOf(string key)
    {
        var last = Children.FindLastIndex(child => string.CompareOrdinal(child.First, key) <= 0);
        return Math.Max(last, 0);
    }

    private static string Column(int index) => $"Data{index}";
}
