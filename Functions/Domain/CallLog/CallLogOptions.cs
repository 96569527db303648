using System.ComponentModel.DataAnnotations;
using Serverless.Domain.Settings;

namespace Serverless.Domain.CallLog;

/// <summary>The call log: section <c>CallLog</c> of the settings.</summary>
public sealed class CallLogOptions
{
    /// <summary>Gets or sets the longest time before buffered calls are written, in seconds; a killed instance loses these calls. 1 to 3600.</summary>
    [Range(1, 3600)]
    public int FlushSeconds { get; set; } = 5;

    /// <summary>Gets or sets the days that calls and their statistics are kept. 1 to 366.</summary>
    [Range(1, 366)]
    public int RetentionDays { get; set; } = 30;

    /// <summary>Gets or sets when the latest statistics are written, as an NCrontab expression; the trigger reads it by its name.</summary>
    [Schedule]
    public string LatestSchedule { get; set; } = "*/10 * * * * *";

    /// <summary>Gets or sets when finalised time buckets are added to the statistics, as an NCrontab expression; the trigger reads it by its name.</summary>
    [Schedule]
    public string HistorySchedule { get; set; } = "0 * * * * *";

    /// <summary>Gets <see cref="FlushSeconds"/> as a time span.</summary>
    public TimeSpan FlushInterval => TimeSpan.FromSeconds(FlushSeconds);

    /// <summary>Gets <see cref="RetentionDays"/> as a time span.</summary>
    public TimeSpan Retention => TimeSpan.FromDays(RetentionDays);
}
