using Serverless.Domain.Settings;

namespace Serverless.Domain.Users;

/// <summary>How users are deleted: section <c>Erase</c> of the settings.</summary>
public sealed class EraseOptions
{
    /// <summary>The storage queue of users to be erased.</summary>
    [QueueName]
    public string Queue { get; set; } = "erase";
}
