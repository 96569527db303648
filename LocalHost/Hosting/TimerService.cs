using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Serverless.LocalHost;

/// <summary>
/// Runs the timer functions independently: a run begins only when the last run of that timer has ended. An occurrence is skipped while another process
/// holds the lease.
/// </summary>
internal sealed partial class TimerService(
    IReadOnlyList<TimerPlan> plans, TimerMonitor monitor, ITimerLease lease, FunctionRunner runner, TimeProvider time, ILogger<TimerService> logger)
    : IHostedService, IDisposable
{
    // Task.Delay accepts at most 49 days.
    private static readonly TimeSpan _longestDelay = TimeSpan.FromDays(24);

    private readonly CancellationTokenSource _stopping = new();
    private Task _loops = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _loops = Task.WhenAll(plans.Select(plan => Task.Run(() => Loop(plan), CancellationToken.None)));
        return Task.CompletedTask;
    }

    /// <summary>Begins no further run and waits for those that have begun.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await Task.WhenAny(_loops, Task.Delay(Timeout.Infinite, cancellationToken));
        try
        {
            await lease.Release(cancellationToken);
        }
        catch (Exception e) when (e is OperationCanceledException || StorageOutage.Reason(e) is not null)
        {
            // The release failed: other processes acquire the lease when it has expired.
        }
    }

    public void Dispose() => _stopping.Dispose();

    private async Task Loop(TimerPlan plan)
    {
        var now = Now();
        var monitored = plan.IsMonitored(now);
        var status = (monitored ? monitor.Read(plan) : null) ?? new ScheduleStatus { Next = plan.Next(now), LastUpdated = now };
        if (monitored)
        {
            monitor.Write(plan, status);
        }

        // The schedule may have changed since it was recorded, so the due time is computed again. After a long downtime one run replaces all missed ones.
        var due = plan.Next(status.Last == default ? status.LastUpdated : status.Last);
        if (monitored && due <= now)
        {
            status = await Run(plan, status, now, monitored, isPastDue: true);
        }
        else if (plan.Trigger.RunOnStartup)
        {
            status = await Run(plan, status, now, monitored);
        }

        while (await Wait(status.Next))
        {
            // A clock that fires slightly early must not run the same occurrence twice.
            var at = Now() is var actual && actual < status.Next ? status.Next : actual;
            status = await Run(plan, status, at, monitored);
        }
    }

    private async Task<ScheduleStatus> Run(TimerPlan plan, ScheduleStatus status, DateTime at, bool monitored, bool isPastDue = false)
    {
        try
        {
            if (!await lease.Hold(_stopping.Token))
            {
                return new ScheduleStatus { Last = status.Last, Next = plan.Next(at), LastUpdated = status.LastUpdated };
            }

            await RunWithLease(plan.Function, new TimerInfo { ScheduleStatus = monitored ? status : null, IsPastDue = isPastDue });
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            return status; // the host stopped before the run began
        }
#pragma warning disable CA1031 // A failed run does not end the schedule.
        catch (Exception e)
#pragma warning restore CA1031
        {
            if (StorageOutage.Reason(e) is { } reason)
            {
                Away(plan.Function.Name, reason);
            }
            else
            {
                Failed(e, plan.Function.Name);
            }
        }

        var next = new ScheduleStatus { Last = at, Next = plan.Next(at), LastUpdated = at };
        if (monitored)
        {
            monitor.Write(plan, next);
        }

        return next;
    }

    private async Task RunWithLease(LocalFunction function, TimerInfo timer)
    {
        using var ended = new CancellationTokenSource();
        var renewing = Renew(ended.Token);
        try
        {
            await runner.Run(function, timer);
        }
        finally
        {
            await ended.CancelAsync();
            await renewing;
        }
    }

    private async Task Renew(CancellationToken ended)
    {
        try
        {
            while (true)
            {
                await Task.Delay(lease.RenewEvery, time, ended);
                await lease.Hold(ended);
            }
        }
        catch (Exception e) when (e is OperationCanceledException || StorageOutage.Reason(e) is not null)
        {
            // The run continues; if it takes long, another process may begin its next occurrence.
        }
    }

    /// <returns>False when the host stops first.</returns>
    private async Task<bool> Wait(DateTime until)
    {
        try
        {
            while (until - Now() is { Ticks: > 0 } rest)
            {
                await Task.Delay(rest < _longestDelay ? rest : _longestDelay, time, _stopping.Token);
            }

            return !_stopping.IsCancellationRequested;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    // Local time, as in the real host, where it is UTC unless the app's time zone is set.
    private DateTime Now() => time.GetLocalNow().DateTime;

    [LoggerMessage(10, LogLevel.Error, "Timer function {Name} failed; it runs again at its next occurrence")]
    private partial void Failed(Exception exception, string name);

    [LoggerMessage(11, LogLevel.Warning, "Storage does not answer for timer function {Name}; it runs again at its next occurrence: {Reason}")]
    private partial void Away(string name, string reason);
}
