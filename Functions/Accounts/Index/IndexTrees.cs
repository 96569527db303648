using Azure;
using Azure.Data.Tables;
using Serverless.Storage;

namespace Serverless.Accounts.Index;

/// <summary>
/// Reads of the trees, and changes to them that are written in one transaction: every node from the root to the leaf changes (it counts),
/// so its ETag is checked, and of two changes based on the same state one fails and starts over.
/// </summary>
internal sealed class IndexTrees(TableClient table, IndexSize size)
{
    public const string Partition = "order";

    private readonly Dictionary<string, IndexNode> _nodes = [];
    private readonly HashSet<IndexNode> _changed = [];
    private readonly HashSet<IndexNode> _removed = [];

    /// <summary>Whether there is anything to write.</summary>
    public bool IsChanged => _changed.Count + _removed.Count > 0;

    /// <summary>Nodes in memory.</summary>
    public int NodeCount => _nodes.Count;

    /// <summary>Reads all roots by one transaction.</summary>
    public async Task LoadRoots(CancellationToken cancellation)
    {
        if (_nodes.ContainsKey(RootKey(UserOrder.Id)))
        {
            return;
        }

        await foreach (var row in table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and RowKey ge {"root;"} and RowKey lt {"root<"}"), cancellationToken: cancellation))
        {
            _nodes[row.RowKey] = IndexNode.From(row);
        }

        foreach (var order in UserOrders.All)
        {
            _nodes.TryAdd(RootKey(order), new IndexNode(RootKey(order)));
        }
    }

    /// <summary>The user as the index has him.</summary>
    public async Task<UserListing?> Find(long id, CancellationToken cancellation) =>
        (await Descend(UserOrder.Id, UserOrders.Key(id), cancellation))[^1].Node.Users.Find(user => user.Id == id);

    /// <summary>How many users stand before a key.</summary>
    public async Task<int> CountBelow(UserOrder order, string key, CancellationToken cancellation)
    {
        var path = await Descend(order, key, cancellation);
        return path[..^1].Sum(step => step.Node.Children[..step.Child].Sum(child => child.Count))
            + order.PositionOf(path[^1].Node.Users, key);
    }

    /// <summary>How many users there are.</summary>
    public async Task<int> Count(UserOrder order, CancellationToken cancellation) => (await Load(RootKey(order), cancellation)).Count;

    /// <summary>The users from one position to another, in ascending order.</summary>
    /// <exception cref="IndexChangedException">A node was changed between the reads: the reader starts over.</exception>
    public async Task<List<UserListing>> Range(UserOrder order, int start, int end, CancellationToken cancellation)
    {
        var users = new List<UserListing>();
        await Collect(await Load(RootKey(order), cancellation), start, end, users, cancellation);
        return users;
    }

    /// <summary>Adds a user to all orders.</summary>
    public async Task Add(UserListing user, CancellationToken cancellation)
    {
        foreach (var order in UserOrders.All)
        {
            var key = order.Key(user);
            var path = await Descend(order, key, cancellation);
            var users = path[^1].Node.Users;
            users.Insert(order.PositionOf(users, key), user);
            Recount(path, +1);
            for (var depth = path.Count - 1; depth >= 0 && SizeOf(path[depth].Node) > CapacityOf(path[depth].Node); depth--)
            {
                Split(order, path[depth].Node, depth == 0 ? null : path[depth - 1]);
            }
        }
    }

    /// <summary>Removes a user from all orders.</summary>
    /// <param name="user">As <see cref="Find"/> found him.</param>
    /// <param name="cancellation">Cancels the reads.</param>
    public async Task Remove(UserListing user, CancellationToken cancellation)
    {
        foreach (var order in UserOrders.All)
        {
            var path = await Descend(order, order.Key(user), cancellation);
            path[^1].Node.Users.RemoveAll(other => other.Id == user.Id);
            Recount(path, -1);
            for (var depth = path.Count - 1; depth > 0 && SizeOf(path[depth].Node) == 0; depth--)
            {
                path[depth - 1].Node.Children.RemoveAt(path[depth - 1].Child);
                Discard(path[depth].Node);
            }
        }
    }

    /// <summary>The transaction that writes all changes.</summary>
    public List<TableTransactionAction> ToTransaction() =>
    [
        .. _changed.Select(node => node.IsNew
            ? new TableTransactionAction(TableTransactionActionType.Add, node.ToRow(Partition))
            : new TableTransactionAction(TableTransactionActionType.UpdateReplace, node.ToRow(Partition), node.ETag)),
        .. _removed.Select(node => new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(Partition, node.RowKey), node.ETag)),
    ];

    /// <summary>Takes over what storage said of the changes, in their order: the nodes in memory are as stored again.</summary>
    public void Accept(IReadOnlyList<Response> responses)
    {
        foreach (var (i, node) in _changed.Index())
        {
            node.ETag = responses[i].Headers.ETag ?? throw new InvalidOperationException("Storage answered a write without an ETag.");
        }

        _changed.Clear();
        _removed.Clear();
    }

    private static string RootKey(UserOrder order) => $"root;{order}";

    private int CapacityOf(IndexNode node) => node.IsLeaf ? size.Leaf : size.Inner;

    private static int SizeOf(IndexNode node) => node.IsLeaf ? node.Users.Count : node.Children.Count;

    private async Task<IndexNode> Load(string rowKey, CancellationToken cancellation)
    {
        if (_nodes.TryGetValue(rowKey, out var known))
        {
            return known;
        }

        var isRoot = rowKey.StartsWith("root;", StringComparison.Ordinal);
        var row = await table.Find(Partition, rowKey, cancellation);
        var node = row is not null ? IndexNode.From(row) : isRoot ? new IndexNode(rowKey) : throw new IndexChangedException();
        return _nodes[rowKey] = node;
    }

    private async Task<List<(IndexNode Node, int Child)>> Descend(UserOrder order, string key, CancellationToken cancellation)
    {
        var node = await Load(RootKey(order), cancellation);
        var path = new List<(IndexNode Node, int Child)>();
        while (!node.IsLeaf)
        {
            var child = node.ChildOf(key);
            path.Add((node, child));
            node = await LoadChild(node.Children[child], cancellation);
        }

        path.Add((node, -1));
        return path;
    }

    private async Task<IndexNode> LoadChild(IndexChild child, CancellationToken cancellation)
    {
        var node = await Load(child.RowKey, cancellation);
        return node.Count == child.Count ? node : throw new IndexChangedException();
    }

    private async Task Collect(IndexNode node, int start, int end, List<UserListing> users, CancellationToken cancellation)
    {
        if (node.IsLeaf)
        {
            users.AddRange(node.Users.Take(Math.Min(end, node.Users.Count)).Skip(Math.Max(start, 0)));
            return;
        }

        var before = 0;
        foreach (var child in node.Children)
        {
            if (before < end && before + child.Count > start)
            {
                await Collect(await LoadChild(child, cancellation), start - before, end - before, users, cancellation);
            }

            before += child.Count;
        }
    }

    private void Recount(List<(IndexNode Node, int Child)> path, int difference)
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

    private void Split(UserOrder order, IndexNode node, (IndexNode Node, int Child)? parent)
    {
        var right = Create(order);
        // What grows at its end (ids, times) fills its nodes; what grows anywhere shares.
        var isLast = parent is null || parent.Value.Child == parent.Value.Node.Children.Count - 1;
        var middle = isLast ? SizeOf(node) * 9 / 10 : SizeOf(node) / 2;
        string first;
        if (node.IsLeaf)
        {
            (node.Users, right.Users) = (node.Users[..middle], node.Users[middle..]);
            first = order.Key(right.Users[0]);
        }
        else
        {
            (node.Children, right.Children) = (node.Children[..middle], node.Children[middle..]);
            first = right.Children[0].First;
        }

        if (parent is { } above)
        {
            var (inner, child) = above;
            inner.Children[child] = inner.Children[child] with { Count = node.Count };
            inner.Children.Insert(child + 1, new(right.RowKey, first, right.Count));
            return;
        }

        // The root stays where it is, so its content moves down.
        var left = Create(order);
        (left.Users, left.Children) = (node.Users, node.Children);
        node.Users = [];
        node.Children = [new(left.RowKey, "", left.Count), new(right.RowKey, first, right.Count)];
    }

    private IndexNode Create(UserOrder order)
    {
        var node = new IndexNode($"node;{order};{Ids.Random()}");
        _nodes[node.RowKey] = node;
        _changed.Add(node);
        return node;
    }

    private void Discard(IndexNode node)
    {
        _nodes.Remove(node.RowKey);
        _changed.Remove(node);
        if (!node.IsNew)
        {
            _removed.Add(node);
        }
    }
}
