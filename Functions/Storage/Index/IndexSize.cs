namespace Serverless.Storage.Index;

/// <summary>How much a node holds before it is split.</summary>
/// <param name="Leaf">The entries of a leaf.</param>
/// <param name="Inner">The children of an inner node.</param>
public sealed record IndexSize(int Leaf, int Inner)
{
    /// <summary>Gets how many documents are read themselves, where there are no trees to read.</summary>
    public int Scanned { get; init; } = 20_000;

    /// <summary>Gets the sizes of the product: two levels hold 140,000 entries at least, three hold 100 million.</summary>
    public static IndexSize Default { get; } = new(200, 1000);
}
