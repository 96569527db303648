using System.ComponentModel.DataAnnotations;

namespace Serverless.Domain.RateLimits;

/// <summary>What follows failed sign-ins with one user name or email address.</summary>
public sealed class SignInOptions
{
    /// <summary>So many failures in a row cost no waiting.</summary>
    [Range(1, 1_000_000)]
    public int FreeFailures { get; set; } = 10;

    /// <summary>The wait after these, in seconds; it doubles with each failure.</summary>
    [Range(1, 86_400)]
    public int FirstWaitSeconds { get; set; } = 30;

    /// <summary>The longest wait in seconds.</summary>
    [Range(1, 86_400)]
    public int LongestWaitSeconds { get; set; } = 3600;

    /// <summary>After so many failures in a row only a new password opens the account.</summary>
    [Range(1, 1_000_000)]
    public int MaximumFailures { get; set; } = 100;

    /// <summary>Days after which failures are forgotten if none came since.</summary>
    [Range(1, 3650)]
    public int MemoryDays { get; set; } = 30;

    /// <summary>The same for the algorithm.</summary>
    public Backoff Backoff =>
        new(FreeFailures, TimeSpan.FromSeconds(FirstWaitSeconds), TimeSpan.FromSeconds(LongestWaitSeconds), MaximumFailures, TimeSpan.FromDays(MemoryDays));
}
