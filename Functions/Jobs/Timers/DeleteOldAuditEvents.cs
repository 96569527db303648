using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Serverless.Domain.Audit;

namespace Serverless.Jobs.Timers;

/// <summary>Deletes old events of the audit log, every hour.</summary>
public sealed partial class DeleteOldAuditEvents(DeleteOldEvents old, ILogger<DeleteOldAuditEvents> logger)
{
    /// <summary>Runs when the timer fires.</summary>
    [Function("delete-old-audit-events")]
    public async Task Run([TimerTrigger("0 50 * * * *")] TimerInfo timer, CancellationToken cancellation)
    {
        if (await old.Run(cancellation) is > 0 and var count)
        {
            LogDeleted(logger, count);
        }
    }

    [LoggerMessage(363, LogLevel.Information, "Deleted {Count} old events of the audit log.")]
    private static partial void LogDeleted(ILogger logger, int count);
}
