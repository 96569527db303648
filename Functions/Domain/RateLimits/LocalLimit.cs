namespace Serverless.Domain.RateLimits;

/// <summary>
/// A limit that each instance counts separately, in memory. It costs no storage call, and a caller's allowance multiplies with the number of
/// instances. Use it for frequent and harmless calls; see <see cref="SharedLimits"/> for all others.
/// </summary>
/// <param name="rate">The rate.</param>
/// <param name="time">The clock.</param>
/// <param name="capacity">
/// The number of callers that are remembered for certain. If more come within one period, those who were not seen for longest are forgotten. So
/// memory is bounded, about 15 MB at most.
/// </param>
public sealed class LocalLimit(Rate rate, TimeProvider time, int capacity = LocalLimit.Capacity)
{
    internal const int Capacity = 65_536;

    private readonly Lock _lock = new();
    private readonly Generations<LimitKey, long> _arrivals = new(capacity, rate.Period.Ticks);

    /// <summary>Gets the number of remembered callers; for tests.</summary>
    internal int Remembered => _arrivals.Count;

    /// <summary>Returns a caller's state without counting.</summary>
    public LimitState Peek(LimitKey key)
    {
        var now = time.GetUtcNow().Ticks;
        lock (_lock)
        {
            return rate.Peek(_arrivals.TryGet(key, out var arrival) ? arrival : 0, now);
        }
    }

    /// <summary>Counts one call if it is allowed.</summary>
    public LimitState Take(LimitKey key)
    {
        var now = time.GetUtcNow().Ticks;
        lock (_lock)
        {
            _arrivals.TryGet(key, out var arrival);
            var state = rate.Take(ref arrival, now);
            if (!state.IsLimited)
            {
                _arrivals.Set(key, arrival, now);
            }

            return state;
        }
    }
}
