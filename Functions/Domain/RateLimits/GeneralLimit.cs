using System.Net;
using Microsoft.Extensions.Options;
using Serverless.Domain.Permissions;

namespace Serverless.Domain.RateLimits;

/// <summary>
/// The general limit of the session family (sessions.md 6): 100 calls in 5 minutes, counted on each instance. A user is counted wherever they call
/// from, an anonymous caller by IP address. The method and its spelling make no difference, so no variant of a route bypasses the limit.
/// Count after authentication and before anything else. Write the headers of every response with <see cref="LimitHeaders"/>.
/// </summary>
public sealed class GeneralLimit(IOptions<RateLimitOptions> options, TimeProvider time)
{
    private readonly bool _isEnabled = options.Value.Enabled;
    private readonly LocalLimit _limit = new(options.Value.General.Rate, time);

    /// <summary>Counts a call.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="address">The caller's IP address, see <see cref="Api.Shared.Http.ClientAddress"/>.</param>
    /// <returns>
    /// The caller's state after the call; if <see cref="LimitState.IsLimited"/>, the call is to be refused with 429. Null if limits are off.
    /// </returns>
    public LimitState? Take(Caller caller, IPAddress? address) => _isEnabled ? _limit.Take(LimitKey.Of(caller, address)) : null;
}
