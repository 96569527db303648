using System.ComponentModel.DataAnnotations;
using Serverless.Domain.Settings;

namespace Serverless.Domain.CallLog;

/// <summary>The call log: section <c>CallLog</c> of the settings.</summary>
public sealed class CallLogOptions
{
    /// <summary>Seconds after which buffered calls are written at the latest, which is what a killed instance loses. 1 to 3600.</summary>
    [Range(1, 3600)]
    public int FlushSeconds { get; set; } = 5;

    /// <summary>Days that calls and their statistics are kept. 1 to 366.</summary>
    [Range(1, 366)]
    public int RetentionDays { get; set; } = 30;

    /// <summary>When the latest statistics are written down, as an NCrontab expression; the trigger reads it by its name.</summary>
    [Schedule]
    public string LatestSchedule { get; set; } = "*/10 * * * * *";

    /// <summary>When what has become final is added to the statistics, likewise.</summary>
    [Schedule]
    public string HistorySchedule { get; set; } = "0 * * * * *";

    /// <summary>The same as a span.</summary>
    public TimeSpan FlushInterval => TimeSpan.FromSeconds(FlushSeconds);

    /// <summary>The same as a span.</summary>
    public TimeSpan Retention => TimeSpan.FromDays(RetentionDays);
}
