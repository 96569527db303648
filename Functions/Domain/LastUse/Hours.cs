namespace Serverless.Domain.LastUse;

/// <summary>Rounds times of use. They are stored and shown as whole hours.</summary>
public static class Hours
{
    /// <summary>Returns the hour that contains a time.</summary>
    public static DateTimeOffset Floor(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);
}
