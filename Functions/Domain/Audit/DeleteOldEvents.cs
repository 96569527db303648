using Microsoft.Extensions.Options;
using Serverless.Storage;
using Serverless.Storage.Rows;

namespace Serverless.Domain.Audit;

/// <summary>Deletes events that are older than <c>Audit__RetentionDays</c>: those in table Audit, and those that are stored with their changes.</summary>
public sealed class DeleteOldEvents(AuditRows rows, AuditOutboxRows outbox, IOptions<AuditOptions> options, TimeProvider time)
{
    /// <summary>The maximum number of events in table Audit that one step deletes in each partition.</summary>
    private const int MostAtOnce = 1_000;

    /// <summary>Deletes old events. A run takes minutes at most, and the next one goes on.</summary>
    /// <returns>The number of events that were deleted from table Audit.</returns>
    public async Task<int> Run(CancellationToken cancellation)
    {
        using var scope = StorageTransactions.OfCallLog();
        var (before, started, deleted) = (time.GetUtcNow() - options.Value.Retention, time.GetTimestamp(), 0);
        while (time.GetElapsedTime(started) < TableSweep.Longest && await rows.DeleteBefore(before, MostAtOnce, cancellation) is > 0 and var count)
        {
            deleted += count;
        }

        await outbox.SweepBefore(before, cancellation);
        return deleted;
    }
}
