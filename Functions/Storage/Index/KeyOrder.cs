namespace Serverless.Storage.Index;

/// <summary>The order of keys: byte by byte; a prefix comes before the longer key.</summary>
public sealed class KeyOrder : IComparer<byte[]>, IEqualityComparer<byte[]>
{
    /// <summary>Gets the only instance.</summary>
    public static KeyOrder Instance { get; } = new();

    /// <inheritdoc />
    public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);

    /// <inheritdoc />
    public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

    /// <inheritdoc />
    public int GetHashCode(byte[] obj)
    {
        var hash = new HashCode();
        hash.AddBytes(obj);
        return hash.ToHashCode();
    }
}
