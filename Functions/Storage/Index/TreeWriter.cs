using Azure;
using Azure.Data.Tables;

namespace Serverless.Storage.Index;

/// <summary>
/// Changes a tree in memory and writes every node from the root to a change in one batch, with the ETag of the root. A batch is stored completely or
/// not at all, and only by the process that read the newest root.
/// </summary>
internal sealed class TreeWriter(TableClient table, TreeNodes nodes, TreeRoot root, IndexSize size)
{
    private const int MaximumBytes = 2_700_000; // as base64, with all other content, below 4 MiB

    private readonly HashSet<Node> _changed = [];
    private readonly HashSet<string> _removed = [];
    private long _bytes;

    /// <summary>Gets the root.</summary>
    public TreeRoot Root => root;

    /// <summary>Gets the nodes.</summary>
    public TreeNodes Nodes => nodes;

    /// <summary>Gets whether there is something to write.</summary>
    public bool IsChanged => _changed.Count > 0;

    /// <summary>Returns whether one more operation may be applied before the batch is written.</summary>
    public bool HasRoom(int depth) =>
        _changed.Count + _removed.Count + (2 * depth) + 3 <= TableExtensions.LargestTransaction && _bytes * 7 / 10 <= MaximumBytes;

    /// <summary>Applies an operation. The removal of a key that does not exist is no error.</summary>
    /// <returns>The number of levels of the tree.</returns>
    public async Task<int> Apply(IndexOperation operation, CancellationToken cancellation)
    {
        var path = await Path(operation.Key, cancellation);
        var leaf = path[^1].Node;
        var position = leaf.PositionOf(operation.Key);
        if (operation.Entry is { } entry)
        {
            _bytes += entry.Key.Length + entry.Value.Length;
            if (leaf.Has(operation.Key, position))
            {
                leaf.Entries[position] = entry;
                Touch(path);
            }
            else
            {
                leaf.Entries.Insert(position, entry);
                Added(path);
            }
        }
        else if (leaf.Has(operation.Key, position))
        {
            leaf.Entries.RemoveAt(position);
            Removed(path, operation.Key);
        }

        return path.Count;
    }

    /// <summary>Writes the batch and the progress.</summary>
    /// <returns>False if another process wrote meanwhile. In that case the tree in memory is invalid.</returns>
    public async Task<bool> TryCommit(TreeProgress folded, string? holder, DateTimeOffset until, CancellationToken cancellation)
    {
        (root.Folded, root.Holder, root.Until) = (folded, holder, until);
        var rows = Rows();
        var rootRow = rows[0];
        List<TableTransactionAction> actions =
        [
            root.ETag == default ? new(TableTransactionActionType.Add, rootRow) : new(TableTransactionActionType.UpdateReplace, rootRow, root.ETag),
            .. rows.Skip(1).Select(row => new TableTransactionAction(TableTransactionActionType.UpsertReplace, row)),
            .. _removed.Select(id => new TableTransactionAction(TableTransactionActionType.Delete, nodes.Row(id), ETag.All)),
        ];
        try
        {
            var responses = (await table.SubmitTransactionAsync(actions, cancellation)).Value;
            root.ETag = responses[0].Headers.ETag ?? throw new InvalidOperationException("Storage answered a write without an ETag.");
        }
        catch (TableTransactionFailedException failure) when (failure.Status is 404 or 409 or 412)
        {
            // Another process wrote, or this batch was stored and its response lost.
            return false;
        }

        _changed.Clear();
        _removed.Clear();
        _bytes = 0;
        return true;
    }

    /// <summary>Returns the rows of the root and of all changed nodes, and numbers the batch.</summary>
    public List<TableEntity> Rows()
    {
        var batch = root.Node.Batch + 1;
        _changed.Add(root.Node);
        Number(root.Node, batch);
        return
        [
            root.WriteTo(nodes.Row(Node.Root)),
            .. _changed.Where(node => node != root.Node).Select(node => node.WriteTo(nodes.Row(node.Id))),
        ];
    }

    private async Task<List<(Node Node, int Child)>> Path(byte[] key, CancellationToken cancellation)
    {
        var path = new List<(Node Node, int Child)>();
        var node = root.Node;
        while (!node.IsLeaf)
        {
            var child = node.ChildOf(key);
            path.Add((node, child));
            node = await nodes.Child(node.Children[child], cancellation);
        }

        path.Add((node, -1));
        return path;
    }

    private void Touch(List<(Node Node, int Child)> path) =>
        _bytes += path.Where(step => _changed.Add(step.Node)).Sum(step => (long)step.Node.Bytes);

    private void Added(List<(Node Node, int Child)> path)
    {
        Touch(path);
        for (var depth = path.Count - 1; depth >= 0 && path[depth].Node.Size > (path[depth].Node.IsLeaf ? size.Leaf : size.Inner); depth--)
        {
            Split(path[depth].Node, depth == 0 ? null : path[depth - 1]);
        }
    }

    private void Removed(List<(Node Node, int Child)> path, byte[] key)
    {
        Touch(path);
        for (var depth = path.Count - 2; depth >= 0; depth--)
        {
            var ((node, child), below) = (path[depth], path[depth + 1].Node);
            if (below.Size == 0)
            {
                node.Children.RemoveAt(child);
                nodes.Remove(below.Id);
                _changed.Remove(below);
                if (!below.IsNew)
                {
                    _removed.Add(below.Id);
                }
            }
            else if (KeyOrder.Instance.Equals(node.Children[child].First, key))
            {
                // Separators must not contain a key that was removed.
                node.Children[child] = node.Children[child] with { First = below.First };
            }
        }
    }

    private void Split(Node node, (Node Node, int Child)? parent)
    {
        var right = NewNode();
        // Keys that grow at the end (ids, times) fill their nodes; other nodes are split in half.
        var isLast = parent is null || parent.Value.Child == parent.Value.Node.Children.Count - 1;
        Move(node, right, isLast ? node.Size * 9 / 10 : node.Size / 2);
        if (parent is { } above)
        {
            above.Node.Children.Insert(above.Child + 1, Reference(right));
            return;
        }

        // The root keeps its id: its content moves into two new nodes.
        var left = NewNode();
        Move(node, left, 0);
        node.Entries = [];
        node.Children = [Reference(left), Reference(right)];
    }

    private Node NewNode()
    {
        var node = new Node(root.NextNode++.ToString("x", null));
        nodes.Add(node);
        _changed.Add(node);
        return node;
    }

    private static void Move(Node from, Node to, int start)
    {
        if (from.IsLeaf)
        {
            (from.Entries, to.Entries) = (from.Entries[..start], from.Entries[start..]);
        }
        else
        {
            (from.Children, to.Children) = (from.Children[..start], from.Children[start..]);
        }
    }

    private static NodeChild Reference(Node node) => new(node.Id, node.First, node.Count, node.Weight, node.Batch);

    /// <summary>Sets the number of the batch in the changed nodes, and updates the counts of their children in each parent.</summary>
    private void Number(Node node, long batch)
    {
        for (var i = 0; i < node.Children.Count; i++)
        {
            var child = node.Children[i];
            if (nodes.Known(child.Id) is { } known && _changed.Contains(known))
            {
                Number(known, batch);
                node.Children[i] = child with { Count = known.Count, Weight = known.Weight, Batch = batch };
            }
        }

        node.Batch = batch;
    }
}
