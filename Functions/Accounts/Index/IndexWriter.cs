using Azure;
using Azure.Data.Tables;
using Serverless.Storage;

namespace Serverless.Accounts.Index;

/// <summary>
/// Changes trees in memory, and says what is to be written: every node on the way to an entry that comes or goes (it counts), the leaf alone where
/// only the listing changes. The ETag of each is checked, so of two changes based on the same state one fails and starts over.
/// </summary>
/// <remarks>A tree without entries has no row: the root of a text tree says what somebody was called, who may be gone.</remarks>
internal sealed class IndexWriter(IndexNodes nodes, IndexSize size)
{
    private const int MaximumRows = 100; // of a transaction
    private const int MaximumBytes = 2_500_000; // in base64 and with all that is around them well below 4 MiB

    private readonly HashSet<IndexNode> _changed = [];
    private List<IndexNode> _written = [];

    /// <summary>Whether a change can be made, and everything so far and some other rows be written in one transaction with it.</summary>
    public async Task<bool> Fits(IndexChange change, int otherRows, CancellationToken cancellation)
    {
        await nodes.Load(change.Places, cancellation);
        var rows = new HashSet<IndexNode>(_changed);
        var splits = 0;
        foreach (var tree in change.Puts.GroupBy(place => place.Root))
        {
            var most = tree.Count();
            foreach (var place in tree)
            {
                var path = await nodes.Path(place, cancellation);
                if (path[^1].Node.Find(place.Key) is not null)
                {
                    rows.Add(path[^1].Node);
                    continue;
                }

                rows.UnionWith(path.Select(step => step.Node));
                var full = Enumerable.Reverse(path).TakeWhile(step => step.Node.Size + most > CapacityOf(step.Node)).Count();
                splits += full < path.Count ? full : full + 1; // of a root come two
            }
        }

        foreach (var place in change.Removals)
        {
            var path = await nodes.Path(place, cancellation);
            if (path[^1].Node.Find(place.Key) is not null)
            {
                rows.UnionWith(path.Select(step => step.Node));
            }
        }

        return rows.Count + splits + otherRows <= MaximumRows && rows.Sum(node => node.StoredSize) <= MaximumBytes;
    }

    /// <summary>Makes a change.</summary>
    public async Task Apply(IndexChange change, CancellationToken cancellation)
    {
        foreach (var place in change.Puts)
        {
            await Put(place, change.User!, cancellation);
        }

        foreach (var place in change.Removals)
        {
            await Remove(place, cancellation);
        }
    }

    /// <summary>Puts a user to a place, in which he may be already.</summary>
    public async Task Put(IndexPlace place, UserListing user, CancellationToken cancellation)
    {
        var path = await nodes.Path(place, cancellation);
        var (leaf, entry) = (path[^1].Node, new IndexEntry(place.Key, user));
        var position = leaf.PositionOf(place.Key);
        if (leaf.Find(place.Key) is not null)
        {
            leaf.Entries[position] = entry;
            _changed.Add(leaf);
            return;
        }

        leaf.Entries.Insert(position, entry);
        Recount(path, +1);
        for (var depth = path.Count - 1; depth >= 0 && path[depth].Node.Size > CapacityOf(path[depth].Node); depth--)
        {
            Split(path[depth].Node, depth == 0 ? null : path[depth - 1]);
        }
    }

    /// <summary>The transaction that writes all changes.</summary>
    public List<TableTransactionAction> ToTransaction()
    {
        _written = [.. _changed.Where(node => node.Size > 0 || !node.IsNew)];
        return _written.ConvertAll(node =>
            node.Size == 0 ? new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(IndexNodes.Partition, node.RowKey), node.ETag)
            : node.IsNew ? new TableTransactionAction(TableTransactionActionType.Add, node.ToRow(IndexNodes.Partition))
            : new TableTransactionAction(TableTransactionActionType.UpdateReplace, node.ToRow(IndexNodes.Partition), node.ETag));
    }

    /// <summary>Takes over what storage said of the changes, in their order: the nodes in memory are as stored again.</summary>
    public void Accept(IReadOnlyList<Response> responses)
    {
        foreach (var (i, node) in _written.Index())
        {
            node.ETag = node.Size == 0 ? default : responses[i].Headers.ETag ?? throw new InvalidOperationException("Storage answered a write without an ETag.");
        }

        _changed.Clear();
        _written.Clear();
    }

    private int CapacityOf(IndexNode node) => node.IsLeaf ? size.Leaf : size.Inner;

    /// <summary>Takes out who is at a place. That nobody is may be left of a change that was not finished, but is not believed of a node kept from earlier.</summary>
    private async Task Remove(IndexPlace place, CancellationToken cancellation)
    {
        var path = await nodes.Path(place, cancellation);
        var leaf = path[^1].Node;
        if (leaf.Find(place.Key) is null)
        {
            if (!nodes.IsFresh)
            {
                throw new IndexChangedException();
            }

            return;
        }

        leaf.Entries.RemoveAt(leaf.PositionOf(place.Key));
        Recount(path, -1);
        for (var depth = path.Count - 2; depth >= 0; depth--)
        {
            var (node, child) = path[depth];
            if (path[depth + 1].Node.Size == 0)
            {
                node.Children.RemoveAt(child);
            }
            else if (node.Children[child].First == place.Key)
            {
                // No separator says what somebody was called who is gone.
                node.Children[child] = node.Children[child] with { First = path[depth + 1].Node.First };
            }
        }
    }

    private void Recount(List<IndexStep> path, int difference)
    {
        foreach (var (node, child) in path)
        {
            _changed.Add(node);
            if (child >= 0)
            {
                node.Children[child] = node.Children[child] with { Count = node.Children[child].Count + difference };
            }
        }
    }

    private void Split(IndexNode node, IndexStep? parent)
    {
        var right = Create();
        // What grows at its end (ids, times) fills its nodes; what grows anywhere shares.
        var isLast = parent is null || parent.Value.Child == parent.Value.Node.Children.Count - 1;
        var middle = isLast ? node.Size * 9 / 10 : node.Size / 2;
        if (node.IsLeaf)
        {
            (node.Entries, right.Entries) = (node.Entries[..middle], node.Entries[middle..]);
        }
        else
        {
            (node.Children, right.Children) = (node.Children[..middle], node.Children[middle..]);
        }

        if (parent is { } above)
        {
            var (inner, child) = above;
            inner.Children[child] = inner.Children[child] with { Count = node.Count };
            inner.Children.Insert(child + 1, new(right.RowKey, right.First, right.Count));
            return;
        }

        // The root stays where it is, so its content moves down.
        var left = Create();
        (left.Entries, left.Children) = (node.Entries, node.Children);
        node.Entries = [];
        node.Children = [new(left.RowKey, "", left.Count), new(right.RowKey, right.First, right.Count)];
    }

    private IndexNode Create()
    {
        var node = new IndexNode($"node;{Ids.Random()}");
        nodes.Add(node);
        _changed.Add(node);
        return node;
    }
}
