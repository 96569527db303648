using Azure.Data.Tables;

namespace Serverless.Storage.Index;

/// <summary>The trees at one moment, with the changes that are not folded yet.</summary>
internal sealed class StoredSnapshot : IndexSnapshot
{
    private readonly TableClient _trees;
    private readonly TableClient _changes;
    private readonly IIndexContent _content;
    private readonly ChangeSet _set;
    private readonly Task _resolved;

    public StoredSnapshot(TableClient trees, TableClient changes, IIndexContent content, ChangeSet set, Task resolved) =>
        (_trees, _changes, _content, _set, _resolved) = (trees, changes, content, set, resolved);

    /// <inheritdoc />
    public override async Task<TreeView> Tree(string name, CancellationToken cancellation)
    {
        var generation = _set.State.Current!;
        var nodes = new TreeNodes(_trees, TreeNodes.Partition(generation, name));
        // Read after the records, so that the records contain every change that the root lacks.
        var reading = nodes.Root(cancellation);
        await Task.WhenAll(reading, _resolved);
        var root = await reading;
        if (root.ETag == default && await Generation(cancellation) != generation)
        {
            throw new IndexChangedException();
        }

        return new(nodes, root.Node, TreeDelta.Of(_set, _content, name, root.Folded));
    }

    private async Task<string?> Generation(CancellationToken cancellation) => (await IndexState.Read(_changes, cancellation)).Current;
}
