namespace Serverless.Accounts.Index;

/// <summary>How much a node holds before it is split.</summary>
/// <param name="Leaf">Users in a leaf.</param>
/// <param name="Inner">Children of an inner node.</param>
public sealed record IndexSize(int Leaf, int Inner)
{
    /// <summary>Two levels up to 140,000 users at least, three up to 100 million; a row stays far below the 1 MiB that it may have.</summary>
    public static IndexSize Default { get; } = new(200, 1000);
}
