using System.Net;
using Microsoft.Extensions.Options;

namespace Serverless.Domain.RateLimits;

/// <summary>
/// Counts, on each instance, credentials that look right and open nothing: each costs a storage call, which garbage does not. An address
/// with too many is refused without one, except for credentials that were good on this instance not long ago: a neighbour behind
/// the same address keeps working.
/// </summary>
public sealed class BadCredentials(IOptions<RateLimitOptions> options, TimeProvider time)
{
    private const int Remembered = 16_384;

    private readonly bool _isEnabled = options.Value.Enabled;
    private readonly LocalLimit _limit = new(options.Value.BadCredentials.Rate, time);
    private readonly Lock _lock = new();
    private readonly Generations<long, bool> _good = new(Remembered, TimeSpan.TicksPerHour);

    /// <summary>Whether a credential is not even looked up.</summary>
    /// <param name="recordId">The credential's record id.</param>
    /// <param name="address">Where it comes from, see <see cref="Api.Shared.Http.ClientAddress"/>.</param>
    /// <returns>Null; or the time to wait.</returns>
    public TimeSpan? Refuse(long recordId, IPAddress? address)
    {
        if (!_isEnabled || _limit.Look(LimitKey.Of(address)).RetryAfter is not { } wait)
        {
            return null;
        }

        lock (_lock)
        {
            return _good.TryGet(recordId, out var isGood) && isGood ? null : wait;
        }
    }

    /// <summary>Takes note of what a credential turned out to be.</summary>
    /// <param name="recordId">The credential's record id.</param>
    /// <param name="isGood">Whether it opened something.</param>
    /// <param name="address">Where it came from.</param>
    public void Note(long recordId, bool isGood, IPAddress? address)
    {
        if (!_isEnabled)
        {
            return;
        }

        if (!isGood)
        {
            _limit.Take(LimitKey.Of(address));
        }

        lock (_lock)
        {
            if (isGood || _good.TryGet(recordId, out _))
            {
                _good.Set(recordId, isGood, time.GetUtcNow().UtcTicks);
            }
        }
    }
}
