using System.Text.Json;
using Azure;
using Serverless.WorkerHosting.Protocol;

namespace Serverless.WorkerHosting.Triggers;

/// <summary>Runs a function on its schedule, never twice at once. A monitored timer makes up for runs that were missed while the host was down.</summary>
internal sealed class TimerTrigger(HostedFunction function, TimerSchedule schedule, TimerStatusStore store, TriggerRun run, HostLog log)
{
    public async Task Keep(CancellationToken stopping)
    {
        var now = Now();
        var monitored = (function.Flag("useMonitor") ?? true) && schedule.IsMonitored(now);
        var status = (monitored ? await Stored() : null) ?? new TimerStatus(default, schedule.Next(now), now);
        var isPastDue = monitored && schedule.Next(status.Last == default ? status.LastUpdated : status.Last) <= now;
        if (monitored)
        {
            await Store(status);
        }

        try
        {
            if (isPastDue || function.Flag("runOnStartup") == true)
            {
                status = await Run(status, now, monitored, isPastDue);
            }

            while (true)
            {
                while (status.Next - Now() is { Ticks: > 0 } rest)
                {
                    await Task.Delay(rest < TimeSpan.FromDays(1) ? rest : TimeSpan.FromDays(1), stopping);
                }

                stopping.ThrowIfCancellationRequested();
                status = await Run(status, Now() is var at && at < status.Next ? status.Next : at, monitored, isPastDue: false);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WorkerHostException)
        {
            // The host stops, or the worker has ended.
        }
    }

    private static DateTime Now() => TimeProvider.System.GetLocalNow().DateTime;

    private async Task<TimerStatus> Run(TimerStatus status, DateTime at, bool monitored, bool isPastDue)
    {
        var value = JsonSerializer.Serialize(new { Schedule = new { AdjustForDST = true }, ScheduleStatus = monitored ? status : null, IsPastDue = isPastDue });
        await run.Of(function, new TypedData { Json = value }, []);
        var next = new TimerStatus(at, schedule.Next(at), at);
        if (monitored)
        {
            await Store(next);
        }

        return next;
    }

    private async Task<TimerStatus?> Stored()
    {
        try
        {
            return await store.Read(function.Name);
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException)
        {
            log.Add($"[host] timer {function.Name}: {e.Message}");
            return null;
        }
    }

    private async Task Store(TimerStatus status)
    {
        try
        {
            await store.Write(function.Name, status);
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException)
        {
            log.Add($"[host] timer {function.Name}: {e.Message}");
        }
    }
}
