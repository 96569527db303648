using System.Collections.Concurrent;
using Azure.Data.Tables;

namespace Serverless.Storage.Index;

/// <summary>The nodes of one tree, read by their keys and cached while they are used.</summary>
internal sealed class TreeNodes(TableClient table, string partition)
{
    /// <summary>The number of nodes that are read at once.</summary>
    public const int ReadsAtOnce = 16;

    private readonly ConcurrentDictionary<string, Lazy<Task<Node>>> _nodes = new();

    /// <summary>Gets the number of cached nodes.</summary>
    public int Kept => _nodes.Count;

    /// <summary>Returns the partition of a tree.</summary>
    public static string Partition(string generation, string tree) => $"{generation};{tree}";

    /// <summary>Returns the generation of a partition.</summary>
    public static string GenerationOf(string partition) => partition.Split(';')[0];

    /// <summary>Reads the root.</summary>
    public async Task<TreeRoot> Root(CancellationToken cancellation) => TreeRoot.From(await table.Find(partition, RowKey(Node.Root), cancellation), Generation.Of(partition));

    /// <summary>Returns an empty row for a node. Row keys differ between trees, because Azurite finds a row by its row key first.</summary>
    public TableEntity Row(string id) => new(partition, RowKey(id));

    /// <summary>Reads a child.</summary>
    /// <exception cref="IndexChangedException">The child was changed after its parent was read.</exception>
    public async Task<Node> Child(NodeChild child, CancellationToken cancellation)
    {
        var node = await _nodes.GetOrAdd(child.Id, id => new(() => Read(id, cancellation))).Value;
        return node.Batch == child.Batch ? node : throw new IndexChangedException();
    }

    /// <summary>Returns the node if it was read; otherwise null.</summary>
    public Node? Known(string id) => _nodes.TryGetValue(id, out var node) && node.IsValueCreated && node.Value.IsCompletedSuccessfully ? node.Value.Result : null;

    /// <summary>Reads the leaves of many keys, several at once.</summary>
    public Task Load(Node root, IEnumerable<byte[]> keys, CancellationToken cancellation) => Parallel.ForEachAsync(
        keys,
        new ParallelOptions { MaxDegreeOfParallelism = ReadsAtOnce, CancellationToken = cancellation },
        async (key, stop) =>
        {
            for (var node = root; !node.IsLeaf;)
            {
                node = await Child(node.Children[node.ChildOf(key)], stop);
            }
        });

    /// <summary>Adds a new node to the cache.</summary>
    public void Add(Node node) => _nodes[node.Id] = new(Task.FromResult(node));

    /// <summary>Removes a node from the cache.</summary>
    public void Remove(string id) => _nodes.TryRemove(id, out _);

    private string RowKey(string id) => $"{partition};{id}";

    private async Task<Node> Read(string id, CancellationToken cancellation) =>
        await table.Find(partition, RowKey(id), cancellation) is { } row ? Node.From(row, id) : throw new IndexChangedException();
}
