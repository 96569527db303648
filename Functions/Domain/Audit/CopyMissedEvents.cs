using Microsoft.Extensions.Options;
using Serverless.Storage;
using Serverless.Storage.Rows;

namespace Serverless.Domain.Audit;

/// <summary>
/// Copies the events of instances that crashed before they copied them. The marker of such an instance contains the time since which events can be
/// missing (<see cref="AuditMarker"/>). Without such a marker, a run makes one request.
/// </summary>
public sealed class CopyMissedEvents(AuditMarkerRows markers, AuditOutboxRows outbox, AuditRows rows, IEnumerable<IAuditObserver> observers, IOptions<AuditOptions> options, TimeProvider time)
{
    /// <summary>The age at which a marker belongs to an instance that crashed. A running instance renews its marker earlier, or has copied everything.</summary>
    public static readonly TimeSpan Stale = 3 * AuditMarker.Interval;

    /// <summary>The largest difference between the clocks of two instances.</summary>
    private static readonly TimeSpan Difference = TimeSpan.FromMinutes(10);

    /// <summary>Copies missed events. A run takes minutes at most, and the next run continues.</summary>
    /// <returns>The number of events that this run copied, whether they were missing or not.</returns>
    public async Task<int> Run(CancellationToken cancellation)
    {
        using var scope = StorageTransactions.OfCallLog();
        var now = time.GetUtcNow();
        var stale = await markers.All(cancellation).Where(marker => now - marker.Written > Stale).ToListAsync(cancellation);
        if (stale.Count == 0)
        {
            return 0;
        }

        var copied = 0;
        var since = stale.Min(marker => marker.Since) - Difference;
        var started = await markers.BeginSweep(since, stale, cancellation);
        if (await outbox.SweepSince(started.Since, Copy, cancellation))
        {
            // A marker that was written after the sweep began can be about users that the sweep had passed.
            await Task.WhenAll(stale.Where(marker => started.Instances.Contains(marker.Instance)).Select(marker => markers.TryDelete(marker, cancellation)));
            await markers.EndSweep(cancellation);
        }

        return copied;

        async ValueTask Copy(long subjectId, AuditOutboxRow change, CancellationToken stop)
        {
            await rows.Copy(change.Events, stop);
            await Tell(subjectId, change, stop);
            copied += change.Events.Count;
        }
    }

    /// <summary>Copies all kept events of a user, before the user's own rows are erased.</summary>
    /// <remarks>Observers get only the erasure: they had the other events, or have no recipient for them any more.</remarks>
    public async Task OfUser(long userId, CancellationToken cancellation)
    {
        var oldest = time.GetUtcNow() - options.Value.Retention;
        var changes = await outbox.OfUser(userId).TakeWhile(change => change.Events[^1].Date > oldest).ToListAsync(cancellation);
        await rows.Copy(changes.SelectMany(change => change.Events), cancellation);
        foreach (var erasure in changes.Where(change => change.Events.Any(one => one.Event == AuditEventName.UserErased.Name)))
        {
            await Tell(userId, erasure, cancellation);
        }
    }

    private async Task Tell(long subjectId, AuditOutboxRow change, CancellationToken cancellation)
    {
        foreach (var happened in change.Events.Select(AuditEvent.From).OfType<AuditEvent>())
        {
            await observers.Tell(subjectId, happened, cancellation);
        }
    }
}
