using Serverless.Domain.Settings;

namespace Serverless.Domain.Users.Index;

/// <summary>How the index of users is kept: section <c>Index</c> of the settings.</summary>
public sealed class IndexOptions
{
    /// <summary>The storage queue whose messages ask for changes to be folded into the index.</summary>
    [QueueName]
    public string Queue { get; set; } = "index";
}
