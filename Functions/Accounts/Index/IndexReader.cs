namespace Serverless.Accounts.Index;

/// <summary>Reads parts of trees. Whatever finds that a node was changed meanwhile throws <see cref="IndexChangedException"/>.</summary>
internal sealed class IndexReader(IndexNodes nodes)
{
    /// <summary>How many entries a tree has.</summary>
    public async Task<int> Count(string root, CancellationToken cancellation) => (await nodes.Root(root, cancellation)).Count;

    /// <summary>How many entries stand before a key.</summary>
    public async Task<int> CountBelow(IndexPlace place, CancellationToken cancellation)
    {
        var path = await nodes.Path(place, cancellation);
        return path[..^1].Sum(step => step.Node.Children[..step.Child].Sum(child => child.Count)) + path[^1].Node.PositionOf(place.Key);
    }

    /// <summary>The users from one position to another, in ascending order.</summary>
    public async Task<List<UserListing>> Range(string root, int start, int end, CancellationToken cancellation)
    {
        var users = new List<UserListing>();
        await Collect(await nodes.Root(root, cancellation), start, end, users, cancellation);
        return users;
    }

    /// <summary>The users with a text, each once; they are in no order.</summary>
    public async Task<List<UserListing>> Find(string text, CancellationToken cancellation)
    {
        var root = TextTrees.Root(text);
        IReadOnlyList<IndexNode> level = TextTrees.IsOneTree(text) ? [await nodes.Root(root, cancellation)] : await nodes.Roots(root, cancellation);
        var users = new Dictionary<long, UserListing>();
        while (level.Count > 0)
        {
            foreach (var (_, user) in level.Where(node => node.IsLeaf).SelectMany(leaf => BeginningWith(leaf, text)))
            {
                users[user.Id] = user;
            }

            level = await nodes.Children([.. level.Where(node => !node.IsLeaf).SelectMany(inner => ChildrenWith(inner, text))], cancellation);
        }

        return [.. users.Values];
    }

    private static IEnumerable<IndexEntry> BeginningWith(IndexNode leaf, string text) =>
        leaf.Entries.Skip(leaf.PositionOf(text)).TakeWhile(entry => entry.Key.StartsWith(text, StringComparison.Ordinal))
            .Where(entry => entry.User.Contains(text)); // a text with a NUL could match where the key's ending is over

    private static IEnumerable<IndexChild> ChildrenWith(IndexNode inner, string text)
    {
        var first = inner.ChildOf(text);
        return inner.Children.Skip(first + 1).TakeWhile(child => child.First.StartsWith(text, StringComparison.Ordinal)).Prepend(inner.Children[first]);
    }

    private async Task Collect(IndexNode node, int start, int end, List<UserListing> users, CancellationToken cancellation)
    {
        if (node.IsLeaf)
        {
            users.AddRange(node.Entries.Take(Math.Min(end, node.Entries.Count)).Skip(Math.Max(start, 0)).Select(entry => entry.User));
            return;
        }

        var before = 0;
        foreach (var child in node.Children)
        {
            if (before < end && before + child.Count > start)
            {
                await Collect(await nodes.Child(child, cancellation), start - before, end - before, users, cancellation);
            }

            before += child.Count;
        }
    }
}
