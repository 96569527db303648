using System.Net;
using Microsoft.Extensions.Options;
using Serverless.Domain.Permissions;

namespace Serverless.Domain.RateLimits;

/// <summary>
/// Limits how often one caller may do something, counted by all instances together: by user for what users change, by IP address for everything else.
/// </summary>
public sealed class CallLimits(SharedLimits limits, LimitKeys keys, IOptions<RateLimitOptions> options)
{
    /// <summary>Gets the kinds that a method can declare.</summary>
    public static IReadOnlyList<LimitKind> Kinds { get; } = [LimitKind.Changes, LimitKind.Exports, LimitKind.SignUp, LimitKind.MailFromAddress];

    private readonly Dictionary<LimitKind, RateRule> _rules = new()
    {
        [LimitKind.Changes] = new(options.Value.Changes.Rate),
        [LimitKind.Exports] = new(options.Value.Exports.Rate),
        [LimitKind.SignUp] = new(options.Value.SignUp.Rate),
        [LimitKind.MailFromAddress] = new(options.Value.MailFromAddress.Rate),
    };

    /// <summary>Counts a call if it is allowed.</summary>
    /// <param name="kind">The kind of the call.</param>
    /// <param name="caller">The caller.</param>
    /// <param name="address">The caller's IP address, see <see cref="Api.Shared.Http.ClientAddress"/>.</param>
    /// <param name="cancellation">Cancels requests to storage.</param>
    /// <returns>Null if the call is allowed; otherwise the time until it is.</returns>
    public async Task<TimeSpan?> Take(LimitKind kind, Caller caller, IPAddress? address, CancellationToken cancellation)
    {
        if (!options.Value.Enabled)
        {
            return null;
        }

        var key = kind is LimitKind.Changes or LimitKind.Exports ? await keys.Of(kind, caller.UserId, cancellation) : await keys.Of(kind, address, cancellation);
        return (await limits.Take(key, _rules[kind], cancellation)).RetryAfter;
    }
}
