using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Serverless.Domain.RateLimits;

namespace Serverless.Jobs.Timers;

/// <summary>Deletes expired rate-limit rows once an hour. This only frees storage, and deletes data about former callers.</summary>
public sealed partial class DeleteExpiredLimits(SharedLimits limits, ILogger<DeleteExpiredLimits> logger)
{
    /// <summary>Runs when the timer fires.</summary>
    [Function("delete-expired-limits")]
    public async Task Run([TimerTrigger("0 20 * * * *")] TimerInfo timer, CancellationToken cancellation)
    {
        if (await limits.DeleteExpired(cancellation) is > 0 and var count)
        {
            LogDeleted(logger, count);
        }
    }

    [LoggerMessage(234, LogLevel.Information, "Deleted {Count} expired rate-limit rows.")]
    private static partial void LogDeleted(ILogger logger, int count);
}
