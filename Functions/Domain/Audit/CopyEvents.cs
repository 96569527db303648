using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Serverless.Domain.CallLog;
using Serverless.Storage;
using Serverless.Storage.Outages;
using Serverless.Storage.Rows;

namespace Serverless.Domain.Audit;

/// <summary>
/// Copies the events of this instance to table Audit, many at once: as often as the call log is written but every few minutes at least, when a caller reads the log, and at the end of
/// the process. Events that cannot be copied stay in the buffer. Observers learn of an event after it is copied. If one of them fails, the event stays
/// kept for it, and the copies go on.
/// </summary>
public sealed partial class CopyEvents(
    AuditBuffer buffer, AuditMarker marker, AuditRows rows, AuditOutboxRows outbox, IEnumerable<IAuditObserver> observers, IOptions<CallLogOptions> options, TimeProvider time, ILogger<CopyEvents> logger)
    : IHostedService, IDisposable
{
    private const int MostAtOnce = 1_000;

    /// <summary>How long an unconfirmed change can still arrive in storage. Longer than any request takes.</summary>
    private static readonly TimeSpan Doubt = TimeSpan.FromMinutes(2);

    /// <summary>
    /// The longest time between two copies. With it, the marker of a running instance never counts as stale: it is renewed or deleted within two
    /// intervals of the marker and one of the copies.
    /// </summary>
    private static readonly TimeSpan LongestInterval = AuditMarker.Interval - TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly ConcurrentQueue<BufferedEvent> _untold = new();
    private readonly CancellationTokenSource _stopping = new();
    private Task _loop = Task.CompletedTask;
    private bool _isFailing;

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _loop = Task.Run(Loop, CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <summary>Copies the remaining events. All calls have ended by now.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _loop;
        await TryRun(isLast: true, cancellationToken);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _one.Dispose();
        _stopping.Dispose();
    }

    /// <summary>Copies all events that were in the buffer when the method was called, and tells the observers of them.</summary>
    public async Task Run(CancellationToken cancellation)
    {
        await Copy(cancellation);
        await Tell(cancellation);
    }

    /// <summary>Returns the time between two copies.</summary>
    internal static TimeSpan IntervalOf(CallLogOptions options) => options.FlushInterval < LongestInterval ? options.FlushInterval : LongestInterval;

    /// <summary>Copies all events that were in the buffer when the method was called. The observers learn of them later.</summary>
    public async Task Copy(CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        var doubtful = new List<BufferedEvent>();
        try
        {
            using var scope = StorageTransactions.OfCallLog();
            // In this order: a change that is written after the first line counts in neither.
            var writtenUntil = buffer.WrittenUntil(time.GetUtcNow());
            var left = buffer.Kept - _untold.Count;
            while (left > 0 && buffer.Take(Math.Min(left, MostAtOnce)) is { Count: > 0 } events)
            {
                left -= events.Count;
                try
                {
                    doubtful.AddRange(await Copy(events, cancellation));
                }
                catch
                {
                    buffer.PutBack(events);
                    throw;
                }
            }

            await LeaveDropped(cancellation);
            marker.Copied(doubtful.Concat(_untold).Select(one => one.Event.Date).Append(writtenUntil).Min());
        }
        finally
        {
            buffer.PutBack(doubtful);
            _one.Release();
        }
    }

    /// <summary>Copies events that are certain.</summary>
    /// <returns>The events that are not certain yet.</returns>
    private async Task<IReadOnlyList<BufferedEvent>> Copy(IReadOnlyList<BufferedEvent> events, CancellationToken cancellation)
    {
        var (certain, doubtful) = (new List<BufferedEvent>(), new List<BufferedEvent>());
        foreach (var one in events)
        {
            if (one.Proof != AuditProof.Unknown || await outbox.Exists(one.SubjectId, one.Last.ToRow(), cancellation))
            {
                certain.Add(one);
            }
            else if (time.GetUtcNow() - one.Event.Date < Doubt)
            {
                doubtful.Add(one);
            }
        }

        await rows.Copy(certain.Select(one => one.Event.ToRow() with { IsAlone = one.Proof == AuditProof.Alone }), cancellation);
        certain.ForEach(_untold.Enqueue); // they count as kept until the observers know them
        buffer.Release(events.Count - certain.Count - doubtful.Count);
        return doubtful;
    }

    /// <summary>Leaves the events that did not fit into the buffer to the job.</summary>
    private async Task LeaveDropped(CancellationToken cancellation)
    {
        if (buffer.TakeDropped() is { } since)
        {
            try
            {
                await marker.Leave(since, cancellation);
            }
            catch
            {
                buffer.Drop(since);
                throw;
            }
        }
    }

    /// <summary>Tells the observers of copied events, until one of them fails. Its event moves to the end, so that it cannot stop the others.</summary>
    private async Task Tell(CancellationToken cancellation)
    {
        using var scope = StorageTransactions.OfCallLog();
        while (_untold.TryDequeue(out var one))
        {
            try
            {
                await observers.Tell(one.SubjectId, one.Event, cancellation);
            }
            catch
            {
                _untold.Enqueue(one);
                throw;
            }

            buffer.Release(1);
        }
    }

    // A loop of its own, apart from that of FlushCalls: an observer that waits for a queue must not hold up the call log.
    private async Task Loop()
    {
        using var timer = new PeriodicTimer(IntervalOf(options.Value), time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token))
            {
                await TryRun(isLast: false, _stopping.Token);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task TryRun(bool isLast, CancellationToken cancellation)
    {
        try
        {
            await Run(cancellation);
            await marker.Withdraw(isLast, cancellation);
            _isFailing = false;
        }
        // Every exception: the events are stored with their changes, and the next run tries again.
#pragma warning disable CA1031
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (!_isFailing && !(_stopping.IsCancellationRequested && !isLast))
            {
                _isFailing = true;
                LogFailed(logger, buffer.Kept, StorageFailure.Describe(exception));
            }
        }
    }

    [LoggerMessage(361, LogLevel.Error, "Events cannot be copied to the audit log; {Events} events are copied later. {Reason}")]
    private static partial void LogFailed(ILogger logger, int events, string reason);
}
