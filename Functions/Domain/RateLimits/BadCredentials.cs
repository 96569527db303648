using System.Net;
using Microsoft.Extensions.Options;

namespace Serverless.Domain.RateLimits;

/// <summary>
/// Counts, on each instance, well-formed but invalid credentials: unlike a malformed one, each costs a storage call. Above the limit, credentials from
/// the IP address are refused without a storage call. Credentials that were recently valid on this instance still work, so other callers behind the
/// same IP address are not affected.
/// </summary>
public sealed class BadCredentials(IOptions<RateLimitOptions> options, TimeProvider time)
{
    private const int Remembered = 16_384;

    private readonly bool _isEnabled = options.Value.Enabled;
    private readonly LocalLimit _limit = new(options.Value.BadCredentials.Rate, time);
    private readonly Lock _lock = new();
    private readonly Generations<PresentedSecret, bool> _good = new(Remembered, TimeSpan.TicksPerHour);

    /// <summary>Decides whether to refuse a credential without a lookup.</summary>
    /// <param name="secret">The secret of the credential.</param>
    /// <param name="address">The IP address of the caller, see <see cref="Api.Shared.Http.ClientAddress"/>.</param>
    /// <returns>Null to look the credential up; otherwise the time to wait.</returns>
    public TimeSpan? Refuse(PresentedSecret secret, IPAddress? address)
    {
        if (!_isEnabled || _limit.Peek(LimitKey.Of(address)).RetryAfter is not { } wait)
        {
            return null;
        }

        lock (_lock)
        {
            return _good.TryGet(secret, out var isGood) && isGood ? null : wait;
        }
    }

    /// <summary>Records whether a credential was valid.</summary>
    /// <param name="secret">The secret of the credential.</param>
    /// <param name="isGood">Whether the credential was valid.</param>
    /// <param name="address">The IP address of the caller.</param>
    public void Record(PresentedSecret secret, bool isGood, IPAddress? address)
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
            if (isGood || _good.TryGet(secret, out _))
            {
                _good.Set(secret, isGood, time.GetUtcNow().UtcTicks);
            }
        }
    }
}
