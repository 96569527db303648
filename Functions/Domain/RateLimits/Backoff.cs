namespace Serverless.Domain.RateLimits;

/// <summary>
/// Growing waits after failures in a row, by which a password cannot be guessed however long somebody tries (NIST SP 800-63B: at most
/// 100 failures in a row; OWASP Authentication Cheat Sheet, "Account Lockout"). Pure.
/// </summary>
/// <param name="Free">So many failures cost no waiting.</param>
/// <param name="First">The wait after these; it doubles with each failure.</param>
/// <param name="Longest">The longest wait.</param>
/// <param name="Maximum">After so many failures waiting does not help: something else must reset the count.</param>
/// <param name="Memory">A failure so long ago counts no more, nor those before it.</param>
public sealed record Backoff(int Free, TimeSpan First, TimeSpan Longest, int Maximum, TimeSpan Memory)
{
    /// <summary>How somebody stands who failed.</summary>
    /// <param name="failures">How often in a row.</param>
    /// <param name="last">When he did last.</param>
    /// <param name="now">Now.</param>
    public LimitState Look(int failures, DateTimeOffset last, DateTimeOffset now)
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

        // A clock that was set back far would make the wait longer than it is meant to be; see Rate.
        var wait = WaitAfter(failures) - (now - last);
        return wait <= TimeSpan.Zero || last > now + Rate.Skew ? new(Free, 1, TimeSpan.Zero, null) : new(Free, 0, wait, wait);
    }

    /// <summary>Whether a failure is so long ago that it counts no more.</summary>
    public bool IsForgotten(DateTimeOffset last, DateTimeOffset now) => now - last >= Memory;

    private TimeSpan WaitAfter(int failures) => TimeSpan.FromTicks((long)Math.Min(First.Ticks * Math.Pow(2, failures - Free), Longest.Ticks));
}
