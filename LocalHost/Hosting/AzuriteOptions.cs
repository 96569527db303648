namespace Serverless.LocalHost;

/// <summary>The options for starting Azurite. By default: free ports, data in memory.</summary>
public sealed record AzuriteOptions
{
    /// <summary>Gets the folder that contains node_modules; null for the project's own.</summary>
    public string? Root { get; init; }

    /// <summary>Gets the port of the blob service; 0 for a free one.</summary>
    public int BlobPort { get; init; }

    /// <summary>Gets the port of the queue service; 0 for a free one.</summary>
    public int QueuePort { get; init; }

    /// <summary>Gets the port of the table service; 0 for a free one.</summary>
    public int TablePort { get; init; }

    /// <summary>Gets the folder of the data; null to keep it in memory.</summary>
    public string? Directory { get; init; }

    /// <summary>Gets how long to wait until Azurite responds.</summary>
    public TimeSpan TimeToStart { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>Gets arguments for Node.js itself, such as the size of its memory. There are none by default.</summary>
    public IReadOnlyList<string> NodeArguments { get; init; } = [];
}
