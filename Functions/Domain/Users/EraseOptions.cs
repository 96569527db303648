using Serverless.Domain.Settings;

namespace Serverless.Domain.Users;

/// <summary>Represents the settings for erasing users: section <c>Erase</c>.</summary>
public sealed class EraseOptions
{
    /// <summary>Gets or sets the name of the storage queue of users to erase.</summary>
    [QueueName]
    public string Queue { get; set; } = "erase";
}
