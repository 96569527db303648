namespace Serverless.Storage.Index;

/// <summary>The sizes at which a node is split.</summary>
/// <param name="Leaf">The entries of a leaf.</param>
/// <param name="Inner">The children of an inner node.</param>
public sealed record IndexSize(int Leaf, int Inner)
{
    /// <summary>Gets the largest number of documents that are read directly while there are no trees.</summary>
    public int Scanned { get; init; } = 20_000;

    /// <summary>Gets the sizes of the product: two levels hold at least 140,000 entries, three hold 100 million.</summary>
    public static IndexSize Default { get; } = new(200, 1000);
}
