namespace Serverless.Domain.RateLimits;

/// <summary>
/// A limit that each instance counts by itself, in memory: it costs nothing, and with several instances a caller may do as many times
/// more. For what is frequent and harmless; see <see cref="SharedLimits"/> for the rest.
/// </summary>
/// <param name="rate">How often.</param>
/// <param name="time">The clock.</param>
/// <param name="capacity">
/// How many callers are remembered for certain. If more come within one period, those who were not seen for longest begin anew: memory
/// is bounded, about 15 MB at worst.
/// </param>
public sealed class LocalLimit(Rate rate, TimeProvider time, int capacity = LocalLimit.Capacity)
{
    internal const int Capacity = 65_536;

    private readonly Lock _lock = new();
    private readonly Generations<LimitKey, long> _arrivals = new(capacity, rate.Period.Ticks);

    /// <summary>How many callers are remembered; for tests.</summary>
    internal int Remembered => _arrivals.Count;

    /// <summary>How a caller stands; counts nothing.</summary>
    public LimitState Look(LimitKey key)
    {
        var now = time.GetUtcNow().Ticks;
        lock (_lock)
        {
            return rate.Look(_arrivals.TryGet(key, out var arrival) ? arrival : 0, now);
        }
    }

    /// <summary>Counts one if the caller may.</summary>
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
