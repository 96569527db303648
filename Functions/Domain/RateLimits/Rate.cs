namespace Serverless.Domain.RateLimits;

/// <summary>
/// A rate limit by the generic cell rate algorithm (GCRA, ITU-T I.371; a leaky bucket): at most <paramref name="Count"/> at once, and
/// over time <paramref name="Count"/> in each <paramref name="Period"/>. A caller's state is one time, the <i>theoretical arrival
/// time</i>: when their bucket will be empty again if nothing more comes. A pure function of times.
/// </summary>
/// <param name="Count">The number allowed at once, 1 or more.</param>
/// <param name="Period">The time after which a caller who used everything may use all of it again.</param>
/// <remarks>
/// Clocks differ between instances and may be set back. Up to <see cref="Skew"/> that only makes callers wait longer by that time. A time
/// further in the future cannot be correct: the caller is allowed one more, and their time becomes that of a full bucket by this clock.
/// </remarks>
public readonly record struct Rate(int Count, TimeSpan Period)
{
    /// <summary>The most that the clocks of two instances may differ.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    private long Interval => Math.Max(1, Period.Ticks / Count);

    /// <summary>Returns a caller's state without counting.</summary>
    /// <param name="arrival">The caller's theoretical arrival time in ticks; 0 if there is none.</param>
    /// <param name="now">The current time, in ticks.</param>
    public LimitState Peek(long arrival, long now) => StateAt(Begin(arrival, now), now);

    /// <summary>Counts one call if it is allowed.</summary>
    /// <param name="arrival">The caller's theoretical arrival time in ticks, 0 if there is none; advanced if the call is allowed.</param>
    /// <param name="now">The current time, in ticks.</param>
    /// <returns>The state after the call; <see cref="LimitState.RetryAfter"/> is set if the call was refused.</returns>
    public LimitState Take(ref long arrival, long now)
    {
        var begin = Begin(arrival, now);
        var state = StateAt(begin, now);
        if (state.IsLimited)
        {
            return state;
        }

        arrival = begin + Interval;
        return StateAt(arrival, now) with { RetryAfter = null };
    }

    private long Begin(long arrival, long now)
    {
        var full = now + (Interval * Count);
        return arrival > full + Skew.Ticks ? full - Interval : Math.Max(arrival, now);
    }

    private LimitState StateAt(long begin, long now)
    {
        var room = now + (Interval * Count) - begin;
        return new LimitState(
            Count,
            (int)Math.Max(0, room / Interval),
            TimeSpan.FromTicks(begin - now),
            room < Interval ? TimeSpan.FromTicks(Interval - room) : null);
    }
}
