namespace Serverless.LocalHost;

/// <summary>How to start Azurite. As it stands: free ports, data in memory.</summary>
public sealed record AzuriteOptions
{
    /// <summary>The folder that has node_modules; null finds the project's own.</summary>
    public string? Root { get; init; }

    /// <summary>The port of the blob service; 0 takes a free one.</summary>
    public int BlobPort { get; init; }

    /// <summary>The port of the queue service; 0 takes a free one.</summary>
    public int QueuePort { get; init; }

    /// <summary>The port of the table service; 0 takes a free one.</summary>
    public int TablePort { get; init; }

    /// <summary>Where data are kept; null keeps them in memory.</summary>
    public string? Directory { get; init; }
}
