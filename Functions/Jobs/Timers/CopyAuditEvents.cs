using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Serverless.Domain.Audit;

namespace Serverless.Jobs.Timers;

/// <summary>Copies the events of instances that died, every ten minutes.</summary>
public sealed partial class CopyAuditEvents(CopyMissedEvents missed, ILogger<CopyAuditEvents> logger)
{
    /// <summary>Runs when the timer fires.</summary>
    [Function("copy-audit-events")]
    public async Task Run([TimerTrigger("30 */10 * * * *")] TimerInfo timer, CancellationToken cancellation)
    {
        if (await missed.Run(cancellation) is > 0 and var count)
        {
            LogCopied(logger, count);
        }
    }

    [LoggerMessage(362, LogLevel.Warning, "An instance ended before it copied its events to the audit log. Copied {Count} events.")]
    private static partial void LogCopied(ILogger logger, int count);
}
