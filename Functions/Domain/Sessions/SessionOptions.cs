using System.ComponentModel.DataAnnotations;

namespace Serverless.Domain.Sessions;

/// <summary>Represents the settings for session lifetimes: section <c>Session</c>.</summary>
public sealed class SessionOptions
{
    /// <summary>Gets or sets the lifetime of a session, in days from sign-in. Use does not extend it. 1 to 3650.</summary>
    [Range(1, 3650)]
    public int LifetimeDays { get; set; } = 30;

    /// <summary>Gets the lifetime of a session.</summary>
    public TimeSpan Lifetime => TimeSpan.FromDays(LifetimeDays);

    /// <summary>
    /// Gets or sets the lifetime of a long session, in years of 365.25 days from sign-in. Long sessions are those of private tokens, and of users who
    /// choose to be remembered. 1 to 100.
    /// </summary>
    [Range(1, 100)]
    public int LongLifetimeYears { get; set; } = 10;

    /// <summary>Gets the lifetime of a long session.</summary>
    public TimeSpan LongLifetime => TimeSpan.FromDays(LongLifetimeYears * 365.25);
}
