namespace Serverless.Storage.Index;

/// <summary>One operation on a tree: puts an entry, or removes the one with the key.</summary>
/// <param name="Key">The key.</param>
/// <param name="Entry">The entry; null to remove.</param>
internal readonly record struct IndexOperation(byte[] Key, IndexEntry? Entry);

/// <summary>Computes the operations of a document's change on a tree.</summary>
internal static class IndexOperations
{
    /// <summary>Returns the operations in the order of their keys: always the same operations in the same order.</summary>
    public static List<IndexOperation> Between(IIndexVersion version, string tree, byte[]? before, byte[]? after)
    {
        if (before is not null && after is not null && before.AsSpan().SequenceEqual(after))
        {
            return [];
        }

        var old = Entries(version, tree, before);
        var operations = new List<IndexOperation>();
        foreach (var (key, entry) in Entries(version, tree, after))
        {
            if (!old.Remove(key, out var same) || !same.IsSame(entry))
            {
                operations.Add(new(key, entry));
            }
        }

        operations.AddRange(old.Keys.Select(key => new IndexOperation(key, null)));
        operations.Sort((one, other) => KeyOrder.Instance.Compare(one.Key, other.Key));
        return operations;
    }

    /// <summary>Returns the operations that lead to the same result from any of the states that a document had.</summary>
    public static List<IndexOperation> FromAny(IIndexVersion version, string tree, IEnumerable<byte[]?> states, byte[]? after)
    {
        var final = Entries(version, tree, after);
        var gone = states.SelectMany(state => Entries(version, tree, state).Keys).Where(key => !final.ContainsKey(key)).Distinct(KeyOrder.Instance);
        return [.. final.Values.Select(entry => new IndexOperation(entry.Key, entry)).Concat(gone.Select(key => new IndexOperation(key, null))).OrderBy(operation => operation.Key, KeyOrder.Instance)];
    }

    /// <summary>Returns the entries of a state by their keys.</summary>
    public static Dictionary<byte[], IndexEntry> Entries(IIndexVersion version, string tree, byte[]? state) =>
        state is null ? new(KeyOrder.Instance) : version.Entries(tree, state).ToDictionary(entry => entry.Key, KeyOrder.Instance);
}
