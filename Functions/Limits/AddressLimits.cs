using System.Net;
using Microsoft.Extensions.Options;

namespace Serverless.Limits;

/// <summary>What one client address may do, counted by all instances together.</summary>
public sealed class AddressLimits(SharedLimits limits, LimitKeys keys, IOptions<RateLimitOptions> options)
{
    /// <summary>What is counted like this.</summary>
    public static IReadOnlyList<LimitKind> Kinds { get; } = [LimitKind.SignUp, LimitKind.MailFromAddress];

    private readonly Dictionary<LimitKind, RateRule> _rules = new()
    {
        [LimitKind.SignUp] = new(options.Value.SignUp.Rate),
        [LimitKind.MailFromAddress] = new(options.Value.MailFromAddress.Rate),
    };

    /// <summary>Counts one if it is allowed.</summary>
    /// <param name="kind">What is done.</param>
    /// <param name="address">From where, see <see cref="Security.ClientAddress"/>.</param>
    /// <param name="cancellation">Cancels requests to storage.</param>
    /// <returns>Null; or, if it is not allowed, the time until it is.</returns>
    public async Task<TimeSpan?> Take(LimitKind kind, IPAddress? address, CancellationToken cancellation) =>
        options.Value.Enabled ? (await limits.Take(await keys.Of(kind, address, cancellation), _rules[kind], cancellation)).RetryAfter : null;
}
