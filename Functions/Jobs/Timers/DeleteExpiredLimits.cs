using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Serverless.Domain.RateLimits;

namespace Serverless.Jobs.Timers;

/// <summary>Once an hour: deletes the rows of limits that limit nobody any more. Nothing depends on it; it frees the room, and forgets whom they were of.</summary>
public sealed partial class DeleteExpiredLimits(SharedLimits limits, ILogger<DeleteExpiredLimits> logger)
{
    /// <summary>The timer trigger.</summary>
    [Function("delete-expired-limits")]
    public async Task Run([TimerTrigger("0 20 * * * *")] TimerInfo timer, CancellationToken cancellation)
    {
        if (await limits.DeleteExpired(cancellation) is > 0 and var count)
        {
            LogDeleted(logger, count);
        }
    }

    [LoggerMessage(234, LogLevel.Information, "{Count} rows of limits were over and are deleted.")]
    private static partial void LogDeleted(ILogger logger, int count);
}
