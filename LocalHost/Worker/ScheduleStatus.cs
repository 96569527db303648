namespace Microsoft.Azure.Functions.Worker;

/// <summary>The recorded occurrences of a monitored schedule, in local time.</summary>
public class ScheduleStatus
{
    /// <summary>The last run; <see cref="DateTime.MinValue"/> before the first.</summary>
    public DateTime Last { get; set; }

    /// <summary>The occurrence that was expected when this was recorded.</summary>
    public DateTime Next { get; set; }

    /// <summary>When this was recorded.</summary>
    public DateTime LastUpdated { get; set; }
}
