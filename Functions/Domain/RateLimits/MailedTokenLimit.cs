using System.Net;
using Microsoft.Extensions.Options;

namespace Serverless.Domain.RateLimits;

/// <summary>
/// Counts invalid tokens from emails, for each IP address. A well-formed one costs a storage call, so all instances count it together. A malformed one
/// costs none, so each instance counts it in memory. A valid token is not counted: many users of one office may confirm their email addresses.
/// </summary>
public sealed class MailedTokenLimit(SharedLimits limits, LimitKeys keys, IOptions<RateLimitOptions> options, TimeProvider time)
{
    private readonly RateRule _rule = new(options.Value.MailedTokens.Rate);
    private readonly LocalLimit _malformed = new(options.Value.MailedTokens.Rate, time);

    /// <summary>Counts a malformed token, without a storage call.</summary>
    /// <param name="address">The caller's IP address.</param>
    /// <returns>Null; or, if there were too many, the time to wait.</returns>
    public TimeSpan? CountMalformed(IPAddress? address) => options.Value.Enabled ? _malformed.Take(LimitKey.Of(address)).RetryAfter : null;

    /// <summary>Decides whether a well-formed token may be looked up, as far as this instance knows, without a storage call.</summary>
    /// <param name="address">The caller's IP address.</param>
    /// <param name="cancellation">Cancels a read that each instance does once.</param>
    /// <returns>Null if it may; or, if there were too many, the time to wait.</returns>
    public async Task<TimeSpan?> Refuse(IPAddress? address, CancellationToken cancellation) => options.Value.Enabled
        ? _rule.Peek(limits.Recent(await keys.Of(LimitKind.MailedTokens, address, cancellation)), time.GetUtcNow()).RetryAfter
        : null;

    /// <summary>Counts a well-formed but invalid token.</summary>
    /// <param name="address">The caller's IP address.</param>
    /// <param name="cancellation">Cancels requests to storage.</param>
    /// <returns>Null; or, if so many were counted meanwhile that the caller must not learn the result, the time to wait.</returns>
    public async Task<TimeSpan?> Count(IPAddress? address, CancellationToken cancellation) => options.Value.Enabled
        ? (await limits.Take(await keys.Of(LimitKind.MailedTokens, address, cancellation), _rule, cancellation)).RetryAfter
        : null;
}
