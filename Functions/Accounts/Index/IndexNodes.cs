using System.Collections.Concurrent;
using Azure.Data.Tables;
using Serverless.Storage;

namespace Serverless.Accounts.Index;

/// <summary>A node on the way from a root to a leaf.</summary>
/// <param name="Node">The node.</param>
/// <param name="Child">Which of its children is the next; -1 for the leaf.</param>
internal readonly record struct IndexStep(IndexNode Node, int Child);

/// <summary>
/// The nodes of all trees, read one by one by their keys and then kept. A query would be fewer transactions, but what it takes grows with the
/// table in Azurite, which looks at each row of it.
/// </summary>
internal sealed class IndexNodes(TableClient table)
{
    public const string Partition = "trees";

    private const int ReadsAtOnce = 16;
    private const int Kept = 50_000; // entries and children: some 20 MB

    private ConcurrentDictionary<string, Lazy<Task<IndexNode>>> _nodes = new();
    private ConcurrentDictionary<string, Lazy<Task<IndexNode>>> _older = new();

    /// <summary>Whether all of them were read for the present change. Of others only a write tells, by the ETag, whether they are still true.</summary>
    public bool IsFresh { get; private set; } = true;

    /// <summary>The root of a tree; without entries if there is none.</summary>
    public Task<IndexNode> Root(string rowKey, CancellationToken cancellation) => Get(rowKey, () => new IndexNode(rowKey), cancellation);

    /// <summary>The roots whose keys begin with a text: a query.</summary>
    public async Task<List<IndexNode>> Roots(string prefix, CancellationToken cancellation)
    {
        var end = prefix + "~"; // follows everything that a key can consist of
        return await table
            .QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and RowKey ge {prefix} and RowKey lt {end}"), cancellationToken: cancellation)
            .Select(IndexNode.From)
            .ToListAsync(cancellation);
    }

    /// <summary>A child of a node.</summary>
    /// <exception cref="IndexChangedException">It was changed after its parent was read: the reader starts over.</exception>
    public async Task<IndexNode> Child(IndexChild child, CancellationToken cancellation)
    {
        var node = await Get(child.RowKey, () => throw new IndexChangedException(), cancellation);
        return node.Count == child.Count ? node : throw new IndexChangedException();
    }

    /// <summary>Many children, several at once.</summary>
    public async Task<IndexNode[]> Children(IReadOnlyList<IndexChild> children, CancellationToken cancellation)
    {
        var nodes = new IndexNode[children.Count];
        await Parallel.ForAsync(0, nodes.Length, Options(cancellation), async (i, stop) => nodes[i] = await Child(children[i], stop));
        return nodes;
    }

    /// <summary>The way from the root of a place to the leaf that has it, or would have it.</summary>
    public async Task<List<IndexStep>> Path(IndexPlace place, CancellationToken cancellation)
    {
        var node = await Root(place.Root, cancellation);
        var path = new List<IndexStep>();
        while (!node.IsLeaf)
        {
            var child = node.ChildOf(place.Key);
            path.Add(new(node, child));
            node = await Child(node.Children[child], cancellation);
        }

        path.Add(new(node, -1));
        return path;
    }

    /// <summary>Reads what is on the ways to places, several at once.</summary>
    public Task Load(IEnumerable<IndexPlace> places, CancellationToken cancellation) =>
        Parallel.ForEachAsync(places, Options(cancellation), async (place, stop) => await Path(place, stop));

    /// <summary>Keeps a node that is new.</summary>
    public void Add(IndexNode node) => _nodes[node.RowKey] = new(Task.FromResult(node));

    /// <summary>Keeps the nodes for a later change, as far as they were used lately.</summary>
    public void Keep()
    {
        IsFresh = false;
        if (_nodes.Values.Sum(SizeOf) > Kept)
        {
            (_older, _nodes) = (_nodes, new());
        }
    }

    private static ParallelOptions Options(CancellationToken cancellation) => new() { MaxDegreeOfParallelism = ReadsAtOnce, CancellationToken = cancellation };

    private static int SizeOf(Lazy<Task<IndexNode>> node) => node.IsValueCreated && node.Value.IsCompletedSuccessfully ? node.Value.Result.Size + 1 : 1;

    private Task<IndexNode> Get(string rowKey, Func<IndexNode> missing, CancellationToken cancellation) =>
        _nodes.GetOrAdd(rowKey, key => _older.TryGetValue(key, out var known) ? known : new(() => Read(key, missing, cancellation))).Value;

    private async Task<IndexNode> Read(string rowKey, Func<IndexNode> missing, CancellationToken cancellation) =>
        await table.Find(Partition, rowKey, cancellation) is { } row ? IndexNode.From(row) : missing();
}
