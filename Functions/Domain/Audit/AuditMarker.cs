using Serverless.Storage;
using Serverless.Storage.Rows;

namespace Serverless.Domain.Audit;

/// <summary>
/// Keeps a marker in storage while this instance has events that it has not copied. If the instance crashes, the marker remains, and a job copies the
/// events (<see cref="CopyMissedEvents"/>). Without a crash, there is no search for events.
/// </summary>
/// <remarks>
/// The marker is written before the first change, and renewed every <see cref="Interval"/> while there are changes. So nearly all changes need no
/// request for it. It is deleted when the instance has had no change for that time, and when the instance ends.
/// </remarks>
public sealed class AuditMarker(AuditMarkerRows rows, AuditBuffer buffer, TimeProvider time) : IDisposable
{
    /// <summary>The interval at which the marker is renewed.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    private readonly string _instance = Guid.NewGuid().ToString("N");
    private readonly SemaphoreSlim _one = new(1, 1);
    private DateTimeOffset _copiedUntil;
    private long _written;
    private long _used;
    private bool _exists;

    /// <summary>Ensures that the marker is in storage before a change is written.</summary>
    public async ValueTask Ensure(CancellationToken cancellation)
    {
        Volatile.Write(ref _used, time.GetTimestamp());
        if (!IsCurrent)
        {
            await Write(cancellation);
        }
    }

    /// <summary>Sets the time before which all announced changes are copied.</summary>
    /// <param name="before">The time.</param>
    internal void Copied(DateTimeOffset before) => _copiedUntil = before;

    /// <summary>Writes a marker for events of this instance that it does not copy, so that the job copies them soon.</summary>
    /// <param name="since">The time since which events are missing.</param>
    /// <param name="cancellation">Cancels the request.</param>
    internal Task Leave(DateTimeOffset since, CancellationToken cancellation) =>
        rows.Write(new(Guid.NewGuid().ToString("N"), since, time.GetUtcNow() - CopyMissedEvents.Stale - Interval), cancellation);

    /// <summary>Deletes the marker if it is not needed: there are no events to copy, and no recent change.</summary>
    /// <param name="isLast">Whether the instance ends, so that no change follows.</param>
    /// <param name="cancellation">Cancels the request.</param>
    internal async Task Withdraw(bool isLast, CancellationToken cancellation)
    {
        if (!Volatile.Read(ref _exists) || !(isLast || time.GetElapsedTime(Volatile.Read(ref _used)) > Interval))
        {
            return;
        }

        await _one.WaitAsync(cancellation);
        try
        {
            if (_exists && buffer.IsComplete && (isLast || time.GetElapsedTime(Volatile.Read(ref _used)) > Interval))
            {
                // A change that begins now waits for the semaphore, and writes the marker again.
                Volatile.Write(ref _exists, false);
                using var scope = StorageTransactions.OfCallLog();
                try
                {
                    await rows.Delete(_instance, cancellation);
                }
                catch
                {
                    // It is unknown whether the marker still exists. The next change writes it again, and the next run deletes it again.
                    Volatile.Write(ref _written, time.GetTimestamp() - (long)(2 * Interval.TotalSeconds * time.TimestampFrequency));
                    Volatile.Write(ref _exists, true);
                    throw;
                }
            }
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _one.Dispose();

    private bool IsCurrent => Volatile.Read(ref _exists) && time.GetElapsedTime(Volatile.Read(ref _written)) < Interval;

    private async Task Write(CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            if (IsCurrent)
            {
                return;
            }

            var (now, timestamp) = (time.GetUtcNow(), time.GetTimestamp());
            if (!_exists && buffer.IsComplete)
            {
                _copiedUntil = now;
            }

            using var scope = StorageTransactions.OfCallLog();
            await rows.Write(new(_instance, _copiedUntil == default ? now : _copiedUntil, now), cancellation);
            Volatile.Write(ref _written, timestamp);
            Volatile.Write(ref _exists, true);
        }
        finally
        {
            _one.Release();
        }
    }
}
