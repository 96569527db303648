using Serverless.Domain.Settings;

namespace Serverless.Domain.Notifications;

/// <summary>Represents the settings for notifications: section <c>Notifications</c>.</summary>
public sealed class NotificationOptions
{
    /// <summary>Gets or sets the name of the storage queue for notifications that administrators send to many users.</summary>
    [QueueName]
    public string Queue { get; set; } = "notifications";
}
