using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Serverless.Storage.Outages;
using Serverless.Storage.Rows;

namespace Serverless.Domain.CallLog;

/// <summary>
/// Writes the buffered calls: at the latest after <c>CallLog__FlushSeconds</c>, when there are many, and at the end of the process. Calls that
/// cannot be written stay in the buffer and are tried again. What other parts collect is written at the same times.
/// </summary>
public sealed partial class FlushCalls(
    CallBuffer buffer, CallBatchRows rows, IEnumerable<FlushedWithCalls> others, IOptions<CallLogOptions> options, TimeProvider time, ILogger<FlushCalls> logger) : IHostedService, IDisposable
{
    private const int LastTries = 3;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly Queue<CallBatch> _unsaved = new();
    private readonly BatchWriter _writer = new(rows, time);
    private ITimer? _timer;
    private Task _loop = Task.CompletedTask;
    private long _lastReported;
    private bool _isFailing;

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _timer = time.CreateTimer(_ => buffer.Wake(), null, options.Value.FlushInterval, options.Value.FlushInterval);
        _loop = Task.Run(Loop, CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <summary>Writes the remaining calls. All calls have ended by now: HTTP stops first.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_timer is not null)
        {
            await _timer.DisposeAsync();
        }

        await _stopping.CancelAsync();
        await _loop;
        for (var left = LastTries; left > 0 && !await TryRun(cancellationToken) && !cancellationToken.IsCancellationRequested; left--)
        {
        }

        await FlushOthers(cancellationToken);
        if (buffer.Kept > 0)
        {
            LogLost(logger, buffer.Kept);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _timer?.Dispose();
        _stopping.Dispose();
        _one.Dispose();
    }

    /// <summary>Writes all calls that were buffered when the method was called.</summary>
    public async Task Run(CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            // Unsaved batches first: while storage is unavailable, calls wait in the bounded buffer and not as many small batches.
            await SaveAll(cancellation);
            // Calls that end while a batch is written wait for the next run: a batch for every few calls would cost more than all others.
            for (var left = buffer.Kept; left > 0;)
            {
                var calls = buffer.Take();
                if (calls.Length == 0)
                {
                    break;
                }

                left -= calls.Length;

                foreach (var batch in CallBatch.Pack(calls, _writer.NextKey))
                {
                    _unsaved.Enqueue(batch);
                }

                await SaveAll(cancellation);
            }
        }
        finally
        {
            _one.Release();
            if (buffer.TakeDropped() is > 0 and var dropped)
            {
                LogDropped(logger, dropped);
            }
        }
    }

    private async Task SaveAll(CancellationToken cancellation)
    {
        while (_unsaved.TryPeek(out var batch))
        {
            await _writer.Save(batch, cancellation);
            buffer.Release(batch.Calls);
            _unsaved.Dequeue();
        }
    }

    private async Task Loop()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await buffer.Wait(_stopping.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await TryRun(_stopping.Token);
            await FlushOthers(_stopping.Token);
        }
    }

    private async Task FlushOthers(CancellationToken cancellation)
    {
        foreach (var other in others)
        {
            await other.Flush(cancellation);
        }
    }

    private async Task<bool> TryRun(CancellationToken cancellation)
    {
        try
        {
            await Run(cancellation);
            _isFailing = false;
            return true;
        }
        // Every exception: the calls are still in the buffer, and the next run tries again.
#pragma warning disable CA1031
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (!_stopping.IsCancellationRequested)
            {
                Report(exception);
            }

            return false;
        }
    }

    /// <summary>Logs a failure at once, and a continuing one once a minute: it is retried every few seconds.</summary>
    private void Report(Exception exception)
    {
        if (!_isFailing || time.GetElapsedTime(_lastReported) >= Minute)
        {
            (_isFailing, _lastReported) = (true, time.GetTimestamp());
            LogFailed(logger, buffer.Kept, StorageFailure.Describe(exception));
        }
    }

    [LoggerMessage(241, LogLevel.Error, "The call log cannot be written; {Calls} calls are kept and tried again. {Reason}")]
    private static partial void LogFailed(ILogger logger, int calls, string reason);

    [LoggerMessage(242, LogLevel.Error, "{Calls} calls are missing in the call log: storage was unavailable for so long that the buffer was full.")]
    private static partial void LogDropped(ILogger logger, int calls);

    [LoggerMessage(243, LogLevel.Error, "{Calls} calls are missing in the call log: storage was unavailable when the process ended.")]
    private static partial void LogLost(ILogger logger, int calls);
}
