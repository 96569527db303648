namespace Serverless.Storage.Index;

/// <summary>A range of keys.</summary>
/// <param name="From">The first key of the range; null for the beginning.</param>
/// <param name="To">The first key after the range; null for the end.</param>
public readonly record struct KeyRange(byte[]? From, byte[]? To)
{
    /// <summary>Gets the range of all keys.</summary>
    public static KeyRange All => default;

    /// <summary>Returns the range that contains one key.</summary>
    public static KeyRange Only(byte[] key) => new(key, [.. key, 0]);

    /// <summary>Returns the range of all keys that begin with a prefix.</summary>
    public static KeyRange Prefix(byte[] prefix)
    {
        var last = prefix.AsSpan().LastIndexOfAnyExcept((byte)0xFF);
        if (last < 0)
        {
            return new(prefix, null);
        }

        var end = prefix[..(last + 1)];
        end[last]++;
        return new(prefix, end);
    }

    /// <summary>Returns whether a key is in the range.</summary>
    public bool Contains(byte[] key) => (From is null || Compare(From, key) <= 0) && (To is null || Compare(key, To) < 0);

    /// <summary>Returns whether the range contains the whole of another range.</summary>
    public bool Covers(KeyRange other) =>
        (From is null || (other.From is not null && Compare(From, other.From) <= 0))
        && (To is null || (other.To is not null && Compare(other.To, To) <= 0));

    /// <summary>Returns whether a key can be in both ranges.</summary>
    public bool Overlaps(KeyRange other) =>
        (From is null || other.To is null || Compare(From, other.To) < 0)
        && (To is null || other.From is null || Compare(other.From, To) < 0);

    private static int Compare(byte[] one, byte[] other) => KeyOrder.Instance.Compare(one, other);
}
