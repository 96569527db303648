using Azure.Data.Tables;

namespace Serverless.Storage.Index;

/// <summary>Folds change records into one tree. Any process can continue where another one stopped, after any batch.</summary>
/// <param name="table">The table of the trees.</param>
/// <param name="generation">The generation.</param>
/// <param name="tree">The tree.</param>
/// <param name="version">The version of the generation.</param>
/// <param name="size">The size of nodes.</param>
/// <param name="clock">The clock that all processes agree on.</param>
/// <param name="holder">The id of this process.</param>
/// <param name="isBuilding">Whether the tree is being built. In that case it may contain any of the states that a document had.</param>
internal sealed class TreeFold(TableClient table, string generation, string tree, IIndexVersion version, IndexSize size, StorageClock clock, string holder, bool isBuilding)
{
    private const int Tries = 20;
    private const int DocumentsAhead = 32; // the number of documents whose leaves are read at once
    private const int MostNodes = 500; // in memory

    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);

    private TreeWriter? _writer;

    /// <summary>Folds all time buckets up to the target.</summary>
    /// <returns>False if another process is folding into this tree.</returns>
    public async Task<bool> Run(ChangeSet changes, long target, CancellationToken cancellation)
    {
        if (_writer is { } known && (await known.Nodes.Root(cancellation)).ETag != known.Root.ETag)
        {
            _writer = null; // another process has folded meanwhile
        }

        for (var attempt = 0; attempt < Tries; attempt++)
        {
            _writer ??= await Open(cancellation);
            var root = _writer.Root;
            if (root.Holder is not null && root.Holder != holder && root.Until > clock.Now)
            {
                _writer = null;
                return false;
            }

            // An interrupted fold is completed first, with its own target.
            var end = root.Folded.IsPartial ? root.Folded.Target : target;
            if (end <= root.Folded.Through || await TryRun(changes, end, cancellation))
            {
                if (end >= target)
                {
                    return true;
                }
            }
            else
            {
                _writer = null;
            }
        }

        return false;
    }

    /// <summary>Adds documents to a tree that is being built.</summary>
    /// <param name="states">The states of the documents.</param>
    /// <param name="through">The watermark of the tree.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <exception cref="IndexChangedException">Another process wrote the tree.</exception>
    public async Task Load(IEnumerable<byte[]> states, long through, CancellationToken cancellation)
    {
        _writer ??= await Open(cancellation);
        var progress = new TreeProgress(through, 0, "", 0);
        var depth = 1;
        foreach (var entry in states.SelectMany(state => version.Entries(tree, state)).OrderBy(entry => entry.Key, KeyOrder.Instance))
        {
            if (!_writer.HasRoom(depth))
            {
                await Commit(progress, cancellation);
            }

            depth = await _writer.Apply(new(entry.Key, entry), cancellation);
        }

        await Commit(progress, cancellation);
    }

    private async Task<TreeWriter> Open(CancellationToken cancellation)
    {
        var nodes = new TreeNodes(table, TreeNodes.Partition(generation, tree));
        return new(table, nodes, await nodes.Root(cancellation), size);
    }

    private async Task<bool> TryRun(ChangeSet changes, long end, CancellationToken cancellation)
    {
        var writer = _writer!;
        var folded = writer.Root.Folded;
        var isPartial = folded.IsPartial;
        var all = changes.Documents
            .Where(document => !folded.IsPartial || !folded.IsDone(document.Document))
            .Select(document => (Id: document.Document, Operations: Operations(document, folded.Through, end)))
            .Where(document => document.Operations is not null)
            .OrderBy(document => document.Id, StringComparer.Ordinal)
            .ToList();
        if (all.Count == 0 && !isPartial)
        {
            // The tree needs no watermark for time buckets without changes that concern it.
            return true;
        }

        var depth = 1;
        foreach (var chunk in all.Chunk(DocumentsAhead))
        {
            await writer.Nodes.Load(writer.Root.Node, chunk.SelectMany(document => document.Operations!.Select(operation => operation.Key)), cancellation);
            foreach (var (id, operations) in chunk)
            {
                for (var i = folded.OperationsOf(id); i < operations!.Count; i++)
                {
                    if (!writer.HasRoom(depth))
                    {
                        if (!await TryCommit(new(folded.Through, end, id, i), isLast: false, cancellation))
                        {
                            return false;
                        }

                        writer = _writer!;
                    }

                    depth = await writer.Apply(operations[i], cancellation);
                }
            }
        }

        return await TryCommit(new(end, 0, "", 0), isLast: true, cancellation);
    }

    /// <returns>The operations of a document on the tree; null if none of its changes concerns the tree.</returns>
    private List<IndexOperation>? Operations(DocumentChanges document, long after, long end)
    {
        if (document.Between(after, end).Select(change => change.Of(version.Number)).ToList() is not [var first, ..] changes)
        {
            return null;
        }

        if (isBuilding)
        {
            return IndexOperations.FromAny(version, tree, changes.SelectMany(change => new[] { change.Before, change.After }), changes[^1].After);
        }

        var operations = IndexOperations.Between(version, tree, first.Before, changes[^1].After);
        // Changes that cancel each other out need no operation, but each alone would: so the watermark must pass them.
        return operations.Count > 0 || changes.Exists(change => IndexOperations.Between(version, tree, change.Before, change.After).Count > 0) ? operations : null;
    }

    private async Task<bool> TryCommit(TreeProgress progress, bool isLast, CancellationToken cancellation)
    {
        var writer = _writer!;
        try
        {
            if (!await writer.TryCommit(progress, isLast ? null : holder, clock.Now + Lease, cancellation))
            {
                return false;
            }
        }
        catch
        {
            _writer = null; // it is unknown whether the batch was stored
            throw;
        }

        if (writer.Nodes.Kept > MostNodes)
        {
            _writer = new(table, new TreeNodes(table, TreeNodes.Partition(generation, tree)), writer.Root, size);
        }

        return true;
    }

    private async Task Commit(TreeProgress progress, CancellationToken cancellation)
    {
        if (!await TryCommit(progress, isLast: true, cancellation))
        {
            _writer = null;
            throw new IndexChangedException();
        }
    }
}
