namespace Serverless.Domain.RateLimits;

/// <summary>
/// A rate limit by the generic cell rate algorithm (GCRA, ITU-T I.371; a leaky bucket): at most <paramref name="Count"/> at once, and
/// over time <paramref name="Count"/> in each <paramref name="Period"/>. The state of a caller is one time, the <i>theoretical arrival
/// time</i>: when his bucket will be empty again if nothing more comes. Pure: times in, times out.
/// </summary>
/// <param name="Count">1 or more.</param>
/// <param name="Period">How long it takes until a caller who used everything may use all of it again.</param>
/// <remarks>
/// Clocks differ between instances and are set back. As far as <see cref="Skew"/> that only makes callers wait as much longer. A time
/// further ahead than that cannot be right: the caller gets one more, and his time becomes that of a full bucket by this clock.
/// </remarks>
public readonly record struct Rate(int Count, TimeSpan Period)
{
    /// <summary>How far the clocks of two instances may differ.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    private long Interval => Math.Max(1, Period.Ticks / Count);

    /// <summary>What a caller may still do; changes nothing.</summary>
    /// <param name="arrival">His theoretical arrival time in ticks; 0 if nothing is known of him.</param>
    /// <param name="now">Now, in ticks.</param>
    public LimitState Look(long arrival, long now) => StateAt(Begin(arrival, now), now);

    /// <summary>Counts one if it is allowed.</summary>
    /// <param name="arrival">The caller's theoretical arrival time in ticks, 0 if nothing is known of him; moved on if the one is allowed.</param>
    /// <param name="now">Now, in ticks.</param>
    /// <returns>What he may do after that; <see cref="LimitState.RetryAfter"/> says whether this one was refused.</returns>
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
