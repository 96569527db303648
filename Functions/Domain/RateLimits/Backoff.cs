namespace Serverless.Domain.RateLimits;

/// <summary>
/// Computes growing waits after consecutive failures, so that a password cannot be guessed in any amount of time. A pure function.
/// See NIST SP 800-63B (at most 100 consecutive failures) and OWASP Authentication Cheat Sheet, "Account Lockout".
/// </summary>
/// <param name="Free">The number of failures without a wait.</param>
/// <param name="First">The wait after these; it doubles with each failure.</param>
/// <param name="Longest">The longest wait.</param>
/// <param name="Maximum">The number of failures after which waiting does not help: something else must reset the count.</param>
/// <param name="Memory">The age at which a failure, and all failures before it, no longer count.</param>
public sealed record Backoff(int Free, TimeSpan First, TimeSpan Longest, int Maximum, TimeSpan Memory)
{
    /// <summary>Returns the state of a caller after failures.</summary>
    /// <param name="failures">The number of consecutive failures.</param>
    /// <param name="last">The time of the last failure.</param>
    /// <param name="now">The current time.</param>
    public LimitState Peek(int failures, DateTimeOffset last, DateTimeOffset now)
    {
        if (IsForgotten(last, now))
        {
            failures = 0;
        }

        if (failures >= Maximum)
        {
            return new(Free, 0, Longest, Longest);
        }

        if (failures < Free)
        {
            return new(Free, Free - failures, TimeSpan.Zero, null);
        }

        // A clock that was set back far would make the wait longer than intended; see Rate.
        var wait = WaitAfter(failures) - (now - last);
        return wait <= TimeSpan.Zero || last > now + Rate.Skew ? new(Free, 1, TimeSpan.Zero, null) : new(Free, 0, wait, wait);
    }

    /// <summary>Returns whether a failure is so old that it no longer counts.</summary>
    public bool IsForgotten(DateTimeOffset last, DateTimeOffset now) => now - last >= Memory;

    private TimeSpan WaitAfter(int failures) => TimeSpan.FromTicks((long)Math.Min(First.Ticks * Math.Pow(2, failures - Free), Longest.Ticks));
}
