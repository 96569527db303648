using System.Globalization;
using NCrontab;

namespace Serverless.WorkerHosting.Triggers;

/// <summary>Calculates when a timer function runs, from a six-field or five-field NCrontab expression or a time span.</summary>
internal sealed class TimerSchedule
{
    private readonly CrontabSchedule? _crontab;
    private readonly TimeSpan _interval;

    public TimerSchedule(string text)
    {
        if (text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out _interval))
        {
            return;
        }

        var hasSeconds = text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length == 6;
        _crontab = CrontabSchedule.TryParse(text, new CrontabSchedule.ParseOptions { IncludingSeconds = hasSeconds })
            ?? throw new WorkerHostException($"'{text}' is no schedule.");
    }

    /// <summary>Returns whether the host stores the status of the timer: not for a schedule of more than one run per minute.</summary>
    public bool IsMonitored(DateTime now)
    {
        var next = Next(now);
        return Next(next) - next >= TimeSpan.FromMinutes(1);
    }

    public DateTime Next(DateTime after) => _crontab?.GetNextOccurrence(after) ?? after + _interval;
}
