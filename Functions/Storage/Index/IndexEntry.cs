namespace Serverless.Storage.Index;

/// <summary>An entry of a tree.</summary>
/// <param name="Key">The position of the entry. No two documents may have the same key in one tree.</param>
/// <param name="Value">The value for readers.</param>
/// <param name="Weight">The part of the entry in the weight of its tree: 1 for an ordinary entry.</param>
public sealed record IndexEntry(byte[] Key, byte[] Value, int Weight = 1)
{
    /// <summary>Returns whether another entry has the same key, value and weight.</summary>
    public bool IsSame(IndexEntry other) =>
        Weight == other.Weight && KeyOrder.Instance.Equals(Key, other.Key) && KeyOrder.Instance.Equals(Value, other.Value);
}
