namespace Serverless.Storage.Index;

/// <summary>A tree as of one moment: its stored entries, with the changes that are not folded yet.</summary>
/// <remarks>
/// Every method throws <see cref="IndexChangedException"/> when a fold changes the nodes meanwhile; <see cref="StoredIndex.Read"/> starts over.
/// </remarks>
public sealed class TreeView
{
    private readonly TreeNodes _nodes;
    private readonly Node _root;
    private readonly TreeDelta _delta;

    internal TreeView(TreeNodes nodes, Node root, TreeDelta delta) => (_nodes, _root, _delta) = (nodes, root, delta);

    /// <summary>Gets the number of entries.</summary>
    public int Count => _root.Count + _delta.CountIn(KeyRange.All);

    /// <summary>Returns the number of entries in a range of keys. Reads only the ends of the range.</summary>
    public async Task<int> CountIn(KeyRange range, CancellationToken cancellation) =>
        (int)await Sum(_root, KeyRange.All, range, new(child => child.Count, part => _delta.CountIn(part), entries => entries.Count), cancellation);

    /// <summary>Returns the weight of a range of keys. Reads only the ends of the range.</summary>
    public Task<long> WeightIn(KeyRange range, CancellationToken cancellation) =>
        Sum(_root, KeyRange.All, range, new(child => child.Weight, _delta.WeightIn, entries => entries.Sum(entry => (long)entry.Weight)), cancellation);

    /// <summary>Returns the entries from one position to another.</summary>
    public async Task<List<IndexEntry>> Range(int start, int end, CancellationToken cancellation) =>
        start < end ? await Collect(_root, KeyRange.All, start, end, cancellation) : [];

    /// <summary>Returns all entries in a range of keys.</summary>
    public Task<List<IndexEntry>> EntriesIn(KeyRange range, CancellationToken cancellation) => Collect(_root, KeyRange.All, range, cancellation);

    /// <summary>Returns the existing entries with these keys. Reads each leaf once, several at once.</summary>
    public async Task<List<IndexEntry>> EntriesAt(IReadOnlyCollection<byte[]> keys, CancellationToken cancellation)
    {
        await _nodes.Load(_root, keys, cancellation);
        var entries = new List<IndexEntry>();
        foreach (var key in keys)
        {
            var leaf = _root;
            while (!leaf.IsLeaf)
            {
                leaf = await _nodes.Child(leaf.Children[leaf.ChildOf(key)], cancellation);
            }

            var only = KeyRange.Only(key);
            entries.AddRange(_delta.Merge(leaf.Entries.FindAll(entry => only.Contains(entry.Key)), only));
        }

        return entries;
    }

    private async Task<long> Sum(Node node, KeyRange own, KeyRange range, Measure measure, CancellationToken cancellation)
    {
        if (node.IsLeaf)
        {
            return measure.OfEntries(_delta.Merge(node.Entries, own).FindAll(entry => range.Contains(entry.Key)));
        }

        var sum = 0L;
        var ends = new List<Task<long>>();
        foreach (var (i, child) in node.Children.Index())
        {
            var part = node.RangeOf(i, own);
            if (range.Covers(part))
            {
                sum += measure.OfChild(child) + measure.OfDelta(part);
            }
            else if (range.Overlaps(part))
            {
                ends.Add(Descend(child, part));
            }
        }

        return sum + (await Task.WhenAll(ends)).Sum();

        async Task<long> Descend(NodeChild child, KeyRange part) => await Sum(await _nodes.Child(child, cancellation), part, range, measure, cancellation);
    }

    private async Task<List<IndexEntry>> Collect(Node node, KeyRange own, int start, int end, CancellationToken cancellation)
    {
        if (node.IsLeaf)
        {
            var entries = _delta.Merge(node.Entries, own);
            return entries[Math.Clamp(start, 0, entries.Count)..Math.Clamp(end, 0, entries.Count)];
        }

        var before = 0;
        var parts = new List<Task<List<IndexEntry>>>();
        foreach (var (i, child) in node.Children.Index())
        {
            var part = node.RangeOf(i, own);
            var count = child.Count + _delta.CountIn(part);
            if (before < end && before + count > start)
            {
                parts.Add(Descend(child, part, start - before, end - before));
            }

            before += count;
        }

        return [.. (await Task.WhenAll(parts)).SelectMany(entries => entries)];

        async Task<List<IndexEntry>> Descend(NodeChild child, KeyRange part, int from, int to) =>
            await Collect(await _nodes.Child(child, cancellation), part, from, to, cancellation);
    }

    private async Task<List<IndexEntry>> Collect(Node node, KeyRange own, KeyRange range, CancellationToken cancellation)
    {
        if (node.IsLeaf)
        {
            return _delta.Merge(node.Entries, own).FindAll(entry => range.Contains(entry.Key));
        }

        var parts = node.Children.Index().Where(child => range.Overlaps(node.RangeOf(child.Index, own))).Select(child => Descend(child.Item, node.RangeOf(child.Index, own)));
        return [.. (await Task.WhenAll(parts)).SelectMany(entries => entries)];

        async Task<List<IndexEntry>> Descend(NodeChild child, KeyRange part) => await Collect(await _nodes.Child(child, cancellation), part, range, cancellation);
    }

    /// <summary>The quantity to sum.</summary>
    private sealed record Measure(Func<NodeChild, long> OfChild, Func<KeyRange, long> OfDelta, Func<List<IndexEntry>, long> OfEntries);
}
