using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Serverless.Storage.Outages;

namespace Serverless.Domain.Users;

/// <summary>
/// Runs work in the background that a job would otherwise do later: finalising reservations, and deleting names that are no longer used. Callers do
/// not wait for it. A process that shuts down normally finishes this work first.
/// </summary>
public sealed partial class FollowUps(ILogger<FollowUps> logger) : IHostedService, IDisposable
{
    private const int Most = 200;

    /// <summary>The pause before urgent work is tried again.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>The time for which urgent work is tried again. A job then does it.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(90);

    private readonly Lock _lock = new();
    private readonly HashSet<Task> _running = [];
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Starts work. If too much work is already running, the work is left to the job.</summary>
    /// <param name="work">The work.</param>
    /// <param name="isUrgent">
    /// Whether readers have more to do until the work is done. Such work has room when there is none for other work. While storage is unavailable, it is
    /// tried again, until the process shuts down.
    /// </param>
    public void Start(Func<CancellationToken, Task> work, bool isUrgent = false)
    {
        lock (_lock)
        {
            if (_running.Count < (isUrgent ? 2 * Most : Most))
            {
                var task = Run(work, isUrgent);
                _running.Add(task);
                task.ContinueWith(Remove, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            }
        }
    }

    /// <summary>Waits until no work is running.</summary>
    public async Task Finish()
    {
        while (Running() is { Length: > 0 } running)
        {
            await Task.WhenAll(running);
        }
    }

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await Finish().WaitAsync(cancellationToken);
    }

    /// <inheritdoc />
    public void Dispose() => _stopping.Dispose();

    private async Task Run(Func<CancellationToken, Task> work, bool isUrgent)
    {
        StorageBudget.Leave(); // the call that started the work already has its response
        await Task.Yield();
        var started = Stopwatch.GetTimestamp();
        while (await Try(work) is { } failure)
        {
            var isLast = !isUrgent || !StorageFailure.IsOutage(failure) || Stopwatch.GetElapsedTime(started) > Longest || _stopping.IsCancellationRequested;
            if (isLast)
            {
                LogLater(logger, StorageFailure.Describe(failure));
                return;
            }

            await Task.Delay(Pause, TimeProvider.System, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Tries the work. Returns the exception, if there is one.</summary>
    private static async Task<Exception?> Try(Func<CancellationToken, Task> work)
    {
        // Every exception is caught, because there is no caller.
#pragma warning disable CA1031
        try
        {
            await work(CancellationToken.None);
            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
#pragma warning restore CA1031
    }

    private Task[] Running()
    {
        lock (_lock)
        {
            _running.RemoveWhere(task => task.IsCompleted);
            return [.. _running];
        }
    }

    private void Remove(Task task)
    {
        lock (_lock)
        {
            _running.Remove(task);
        }
    }

    [LoggerMessage(353, LogLevel.Warning, "A follow-up of a change failed. A job repeats it. {Reason}")]
    private static partial void LogLater(ILogger logger, string reason);
}
