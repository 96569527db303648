using System.ComponentModel.DataAnnotations;

namespace Serverless.Domain.Sessions;

/// <summary>How long sessions live: section <c>Session</c> of the settings.</summary>
public sealed class SessionOptions
{
    /// <summary>Days from sign-in to the end of a session; use does not extend it. 1 to 3650.</summary>
    [Range(1, 3650)]
    public int LifetimeDays { get; set; } = 30;

    /// <summary>The same as a span.</summary>
    public TimeSpan Lifetime => TimeSpan.FromDays(LifetimeDays);

    /// <summary>Years, of 365.25 days, from sign-in to the end of a session that is to last: that of a private token, or of a user who wants to be remembered. 1 to 100.</summary>
    [Range(1, 100)]
    public int LongLifetimeYears { get; set; } = 10;

    /// <summary>The same as a span.</summary>
    public TimeSpan LongLifetime => TimeSpan.FromDays(LongLifetimeYears * 365.25);
}
