using System.Globalization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using NCrontab;

namespace Serverless.LocalHost;

/// <summary>The schedule of a timer function.</summary>
internal sealed class TimerPlan
{
    private readonly CrontabSchedule? _crontab;
    private readonly TimeSpan _interval;

    private TimerPlan(LocalFunction function, string schedule)
    {
        Function = function;
        Schedule = schedule;
        if (schedule.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(schedule, CultureInfo.InvariantCulture, out _interval)
            && _interval > TimeSpan.Zero)
        {
            return;
        }

        // Six fields as in the real host; its five-field form has no seconds.
        var sixFields = schedule.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length == 6;
        _crontab = CrontabSchedule.TryParse(schedule, new CrontabSchedule.ParseOptions { IncludingSeconds = sixFields })
            ?? throw new LocalHostException(
                $"Function {function.Name}: {Source(((TimerTriggerAttribute)function.Trigger).Schedule)} is \"{schedule}\"; it must be an NCrontab expression of six fields, as in 0 */10 * * * *, or a time span, as in 00:10:00.");
    }

    public LocalFunction Function { get; }

    public string Schedule { get; }

    public TimerTriggerAttribute Trigger => (TimerTriggerAttribute)Function.Trigger;

    /// <exception cref="LocalHostException">A schedule is malformed, or its setting is missing.</exception>
    public static IReadOnlyList<TimerPlan> Of(FunctionCatalog catalog, IConfiguration configuration) =>
        [.. from function in catalog.All
            where function.Trigger is TimerTriggerAttribute
            select new TimerPlan(function, Settings.Resolve(configuration, ((TimerTriggerAttribute)function.Trigger).Schedule, function.Name))];

    public DateTime Next(DateTime after) => _crontab?.GetNextOccurrence(after) ?? after + _interval;

    /// <summary>Returns the setting that a trigger names, otherwise the trigger's own text.</summary>
    private static string Source(string declared) => declared.Length > 2 && declared[0] == '%' && declared[^1] == '%'
        ? declared[1..^1].Replace(":", "__", StringComparison.Ordinal)
        : "its schedule";

    /// <summary>Returns whether the timer is monitored. As in the real host, a schedule that ever runs twice within a minute is not monitored.</summary>
    public bool IsMonitored(DateTime now)
    {
        if (!Trigger.UseMonitor)
        {
            return false;
        }

        for (var (i, at) = (0, Next(now)); i < 5; i++)
        {
            var next = Next(at);
            if (next - at < TimeSpan.FromMinutes(1))
            {
                return false;
            }

            at = next;
        }

        return true;
    }
}
