using Serverless.Domain.Settings;

namespace Serverless.Domain.Users.Index;

/// <summary>Represents the settings for the user index: section <c>Index</c>.</summary>
public sealed class IndexOptions
{
    /// <summary>Gets or sets the name of the storage queue for messages that start the folding of changes into the index.</summary>
    [QueueName]
    public string Queue { get; set; } = "index";
}
