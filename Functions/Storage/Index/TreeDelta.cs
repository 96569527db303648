namespace Serverless.Storage.Index;

/// <summary>The changes since a tree was folded, in the order of keys: the difference between the stored entries and the current ones.</summary>
internal sealed class TreeDelta
{
    private readonly byte[][] _keys;
    private readonly IndexEntry?[] _entries;
    private readonly int[] _counts; // the counts that the items before each one add
    private readonly long[] _weights;

    private TreeDelta(List<Item> items)
    {
        items.Sort((one, other) => KeyOrder.Instance.Compare(one.Key, other.Key));
        _keys = [.. items.Select(item => item.Key)];
        _entries = [.. items.Select(item => item.Entry)];
        (_counts, _weights) = (new int[items.Count + 1], new long[items.Count + 1]);
        foreach (var (i, item) in items.Index())
        {
            _counts[i + 1] = _counts[i] + (item.Entry is null ? 0 : 1) - (item.Stored is null ? 0 : 1);
            _weights[i + 1] = _weights[i] + (item.Entry?.Weight ?? 0) - (item.Stored?.Weight ?? 0);
        }
    }

    /// <summary>Computes the difference for one tree.</summary>
    /// <param name="changes">The change records, resolved.</param>
    /// <param name="version">Returns the entries of states.</param>
    /// <param name="tree">The tree.</param>
    /// <param name="folded">The progress of the tree.</param>
    public static TreeDelta Of(ChangeSet changes, IIndexVersion version, string tree, TreeProgress folded)
    {
        var items = new List<Item>();
        foreach (var document in changes.Documents)
        {
            if (document.Between(folded.ThroughOf(document.Document), long.MaxValue).ToList() is not [var first, ..] open)
            {
                continue;
            }

            var stored = IndexOperations.Entries(version, tree, first.Of(version.Number).Before);
            if (folded.OperationsOf(document.Document) is > 0 and var done)
            {
                var target = document.Between(folded.Through, folded.Target).Last().Of(version.Number).After;
                foreach (var (key, entry) in IndexOperations.Between(version, tree, first.Of(version.Number).Before, target).Take(done))
                {
                    Apply(stored, key, entry);
                }
            }

            var final = IndexOperations.Entries(version, tree, open[^1].Of(version.Number).After);
            items.AddRange(final.Values.Select(entry => new Item(entry.Key, entry, stored.GetValueOrDefault(entry.Key))));
            items.AddRange(stored.Values.Where(entry => !final.ContainsKey(entry.Key)).Select(entry => new Item(entry.Key, null, entry)));
        }

        return new(items);
    }

    /// <summary>Computes the difference for an empty tree.</summary>
    /// <param name="version">Returns the entries of states.</param>
    /// <param name="tree">The tree.</param>
    /// <param name="states">The states of all documents.</param>
    public static TreeDelta Of(IIndexVersion version, string tree, IEnumerable<byte[]> states) =>
        new([.. states.SelectMany(state => version.Entries(tree, state)).Select(entry => new Item(entry.Key, entry, null))]);

    /// <summary>Returns the number that a range adds to the number of entries.</summary>
    public int CountIn(KeyRange range) => _counts[To(range)] - _counts[From(range)];

    /// <summary>Returns the weight that a range adds.</summary>
    public long WeightIn(KeyRange range) => _weights[To(range)] - _weights[From(range)];

    /// <summary>Returns the current entries of a range.</summary>
    /// <param name="stored">The entries of the range that the tree contains.</param>
    /// <param name="range">The range.</param>
    public List<IndexEntry> Merge(List<IndexEntry> stored, KeyRange range)
    {
        var (next, end) = (From(range), To(range));
        if (next == end)
        {
            return stored;
        }

        var merged = new List<IndexEntry>(stored.Count + end - next);
        foreach (var entry in stored)
        {
            var isReplaced = false;
            for (; next < end && KeyOrder.Instance.Compare(_keys[next], entry.Key) is var order && order <= 0; next++)
            {
                isReplaced |= order == 0;
                Add(next);
            }

            if (!isReplaced)
            {
                merged.Add(entry);
            }
        }

        for (; next < end; next++)
        {
            Add(next);
        }

        return merged;

        void Add(int item)
        {
            if (_entries[item] is { } entry)
            {
                merged.Add(entry);
            }
        }
    }

    private static void Apply(Dictionary<byte[], IndexEntry> entries, byte[] key, IndexEntry? entry)
    {
        if (entry is null)
        {
            entries.Remove(key);
        }
        else
        {
            entries[key] = entry;
        }
    }

    private int From(KeyRange range) => range.From is null ? 0 : PositionOf(range.From);

    private int To(KeyRange range) => range.To is null ? _keys.Length : Math.Max(PositionOf(range.To), From(range));

    private int PositionOf(byte[] key)
    {
        var (low, high) = (0, _keys.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = KeyOrder.Instance.Compare(_keys[middle], key) < 0 ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>A key at which the stored entry and the current one may differ.</summary>
    private readonly record struct Item(byte[] Key, IndexEntry? Entry, IndexEntry? Stored);
}
