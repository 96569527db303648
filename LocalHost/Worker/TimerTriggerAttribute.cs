using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Runs a function on a schedule.</summary>
public sealed class TimerTriggerAttribute : TriggerBindingAttribute
{
    /// <summary>A trigger for a six-field NCrontab expression, a time span (<c>hh:mm:ss</c>) or a <c>%setting%</c> that holds either.</summary>
    public TimerTriggerAttribute(string schedule)
    {
        Schedule = schedule;
        UseMonitor = true;
    }

    /// <summary>The schedule as written.</summary>
    public string Schedule { get; private set; }

    /// <summary>Whether occurrences are recorded, so that a missed one is caught up at the next start. Never for schedules under a minute.</summary>
    public bool UseMonitor { get; set; }

    /// <summary>Whether the function also runs when the host starts.</summary>
    public bool RunOnStartup { get; set; }
}
