using Azure.Data.Tables;

namespace Serverless.Storage.Index;

/// <summary>The trees at one moment, with the changes that are not folded yet.</summary>
/// <param name="table">The table of the trees.</param>
/// <param name="generation">The generation.</param>
/// <param name="version">The version of the generation.</param>
/// <param name="set">The change records.</param>
/// <param name="resolved">Completes when the records are resolved.</param>
/// <param name="scan">Reads the documents, for a tree that only the current version has.</param>
/// <param name="exists">Reads whether the generation still exists.</param>
internal sealed class StoredSnapshot(
    TableClient table, string generation, IIndexVersion version, ChangeSet set, Task resolved, Lazy<Task<ScannedSnapshot>> scan, Func<CancellationToken, Task<bool>> exists) : IndexSnapshot
{
    /// <inheritdoc />
    public override async Task<TreeView> Tree(string name, CancellationToken cancellation)
    {
        if (!version.Trees.Contains(name))
        {
            return await (await scan.Value).Tree(name, cancellation);
        }

        var nodes = new TreeNodes(table, TreeNodes.Partition(generation, name));
        // Read after the records, so that the records contain every change that the root lacks.
        var reading = nodes.Root(cancellation);
        await Task.WhenAll(reading, resolved);
        var root = await reading;
        if (root.ETag == default && !await exists(cancellation))
        {
            throw new IndexChangedException();
        }

        return new(nodes, root.Node, TreeDelta.Of(set, version, name, root.Folded));
    }
}
