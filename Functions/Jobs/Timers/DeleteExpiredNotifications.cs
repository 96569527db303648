using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Serverless.Domain.Notifications;

namespace Serverless.Jobs.Timers;

/// <summary>Once an hour: deletes the rows of notifications that are over. Nobody sees them any more; this only frees the room.</summary>
public sealed partial class DeleteExpiredNotifications(Notes notes, ILogger<DeleteExpiredNotifications> logger)
{
    /// <summary>The timer trigger.</summary>
    [Function("delete-expired-notifications")]
    public async Task Run([TimerTrigger("0 40 * * * *")] TimerInfo timer, CancellationToken cancellation)
    {
        if (await notes.DeleteExpired(cancellation) is > 0 and var count)
        {
            LogDeleted(logger, count);
        }
    }

    [LoggerMessage(233, LogLevel.Information, "{Count} notifications were over and are deleted.")]
    private static partial void LogDeleted(ILogger logger, int count);
}
