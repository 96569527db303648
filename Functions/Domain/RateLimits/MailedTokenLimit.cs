using System.Net;
using Microsoft.Extensions.Options;

namespace Serverless.Domain.RateLimits;

/// <summary>
/// Counts tries of mailed tokens that open nothing, for each IP address. A well-formed one costs a storage call, so all instances count it
/// together; a malformed one costs none, so each instance counts it in memory. A right token is not counted: an office may confirm its addresses.
/// </summary>
public sealed class MailedTokenLimit(SharedLimits limits, LimitKeys keys, IOptions<RateLimitOptions> options, TimeProvider time)
{
    private readonly RateRule _rule = new(options.Value.MailedTokens.Rate);
    private readonly LocalLimit _malformed = new(options.Value.MailedTokens.Rate, time);

    /// <summary>Counts a malformed token: no storage call.</summary>
    /// <param name="address">The caller's IP address.</param>
    /// <returns>Null; or, if there were too many, the time to wait.</returns>
    public TimeSpan? CountMalformed(IPAddress? address) => options.Value.Enabled ? _malformed.Take(LimitKey.Of(address)).RetryAfter : null;

    /// <summary>Says whether a well-formed token may be looked up, as far as this instance knows: no storage call.</summary>
    /// <param name="address">The caller's IP address.</param>
    /// <param name="cancellation">Cancels a read that each instance does once.</param>
    /// <returns>Null; or, if there were too many, the time to wait.</returns>
    public async Task<TimeSpan?> Refuse(IPAddress? address, CancellationToken cancellation) => options.Value.Enabled
        ? _rule.Look(limits.Recent(await keys.Of(LimitKind.MailedTokens, address, cancellation)), time.GetUtcNow()).RetryAfter
        : null;

    /// <summary>Counts a well-formed token that opened nothing.</summary>
    /// <param name="address">The caller's IP address.</param>
    /// <param name="cancellation">Cancels requests to storage.</param>
    /// <returns>Null; or, if others counted so many meanwhile that the caller should learn nothing, the time to wait.</returns>
    public async Task<TimeSpan?> Count(IPAddress? address, CancellationToken cancellation) => options.Value.Enabled
        ? (await limits.Take(await keys.Of(LimitKind.MailedTokens, address, cancellation), _rule, cancellation)).RetryAfter
        : null;
}
