using System.ComponentModel.DataAnnotations;

namespace Serverless.Domain.RateLimits;

/// <summary>The waits after failed sign-ins with one user name or email address.</summary>
public sealed class SignInOptions
{
    /// <summary>Gets or sets the number of consecutive failures without a wait.</summary>
    [Range(1, 1_000_000)]
    public int FreeFailures { get; set; } = 10;

    /// <summary>Gets or sets the wait after these failures, in seconds; it doubles with each failure.</summary>
    [Range(1, 86_400)]
    public int FirstWaitSeconds { get; set; } = 30;

    /// <summary>Gets or sets the longest wait in seconds.</summary>
    [Range(1, 86_400)]
    public int LongestWaitSeconds { get; set; } = 3600;

    /// <summary>Gets or sets the number of consecutive failures after which only a new password unlocks the account.</summary>
    [Range(1, 1_000_000)]
    public int MaximumFailures { get; set; } = 100;

    /// <summary>Gets or sets the number of days without a failure after which earlier failures are forgotten.</summary>
    [Range(1, 3650)]
    public int MemoryDays { get; set; } = 30;

    /// <summary>Gets the waits as a <see cref="RateLimits.Backoff"/>.</summary>
    public Backoff Backoff =>
        new(FreeFailures, TimeSpan.FromSeconds(FirstWaitSeconds), TimeSpan.FromSeconds(LongestWaitSeconds), MaximumFailures, TimeSpan.FromDays(MemoryDays));
}
