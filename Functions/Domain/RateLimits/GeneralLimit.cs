using System.Net;
using Microsoft.Extensions.Options;
using Serverless.Domain.Permissions;

namespace Serverless.Domain.RateLimits;

/// <summary>
/// The general limit of the session family (sessions.md 6): 100 calls in 5 minutes, counted on each instance, for a user wherever he calls
/// from and for a guest by his address. What is called and how it is spelt makes no difference, so no variant of a route gets around it.
/// Count after authentication and before anything else; write the answer's headers with <see cref="LimitHeaders"/>, whatever the answer.
/// </summary>
public sealed class GeneralLimit(IOptions<RateLimitOptions> options, TimeProvider time)
{
    private readonly bool _isEnabled = options.Value.Enabled;
    private readonly LocalLimit _limit = new(options.Value.General.Rate, time);

    /// <summary>Counts a call.</summary>
    /// <param name="caller">Who calls.</param>
    /// <param name="address">Where from, see <see cref="Api.Shared.Http.ClientAddress"/>.</param>
    /// <returns>How the caller stands after that; if <see cref="LimitState.IsLimited"/>, the call is to be refused with 429. Null if limits are off.</returns>
    public LimitState? Take(Caller caller, IPAddress? address) => _isEnabled ? _limit.Take(LimitKey.Of(caller, address)) : null;
}
