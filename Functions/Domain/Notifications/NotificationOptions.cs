using Serverless.Domain.Settings;

namespace Serverless.Domain.Notifications;

/// <summary>How notifications travel: section <c>Notifications</c> of the settings.</summary>
public sealed class NotificationOptions
{
    /// <summary>The storage queue through which notifications of administrators go to many users.</summary>
    [QueueName]
    public string Queue { get; set; } = "notifications";
}
