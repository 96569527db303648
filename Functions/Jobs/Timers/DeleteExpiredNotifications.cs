using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Serverless.Domain.Notifications;

namespace Serverless.Jobs.Timers;

/// <summary>Deletes expired notifications once an hour. They are no longer visible, so this only frees storage.</summary>
public sealed partial class DeleteExpiredNotifications(NotificationStore notes, ILogger<DeleteExpiredNotifications> logger)
{
    /// <summary>Runs when the timer fires.</summary>
    [Function("delete-expired-notifications")]
    public async Task Run([TimerTrigger("0 40 * * * *")] TimerInfo timer, CancellationToken cancellation)
    {
        if (await notes.DeleteExpired(cancellation) is > 0 and var count)
        {
            LogDeleted(logger, count);
        }
    }

    [LoggerMessage(233, LogLevel.Information, "Deleted {Count} expired notifications.")]
    private static partial void LogDeleted(ILogger logger, int count);
}
