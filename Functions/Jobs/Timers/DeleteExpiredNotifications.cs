using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Serverless.Domain.Notifications;
using Serverless.Storage.Rows;

namespace Serverless.Jobs.Timers;

/// <summary>
/// Deletes expired notifications once an hour. They are no longer visible, so this only frees storage. Notifications to all users are deleted after a week,
/// with their progress.
/// </summary>
public sealed partial class DeleteExpiredNotifications(NotificationStore notes, BroadcastRows broadcasts, TimeProvider time, ILogger<DeleteExpiredNotifications> logger)
{
    private static readonly TimeSpan ProgressTime = TimeSpan.FromDays(7);

    /// <summary>Runs when the timer fires.</summary>
    [Function("delete-expired-notifications")]
    public async Task Run([TimerTrigger("0 40 * * * *")] TimerInfo timer, CancellationToken cancellation)
    {
        if (await notes.DeleteExpired(cancellation) is > 0 and var count)
        {
            LogDeleted(logger, count);
        }

        await broadcasts.DeleteBefore(time.GetUtcNow() - ProgressTime, cancellation);
    }

    [LoggerMessage(233, LogLevel.Information, "Deleted {Count} expired notifications.")]
    private static partial void LogDeleted(ILogger logger, int count);
}
