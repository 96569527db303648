using Microsoft.Extensions.Options;
using Serverless.Domain.RateLimits;

namespace Serverless.Domain.Email.Notices;

/// <summary>
/// Limits emails about security events, counted by all instances together: for each email address and kind of event. So no number of notices uses up the
/// limit of other emails. And a caller that causes many events of one kind cannot suppress the notice of another kind.
/// </summary>
public sealed class NoticeLimit(SharedLimits limits, LimitKeys keys, IOptions<RateLimitOptions> options)
{
    private readonly RateRule _rule = new(options.Value.Notices.Rate);

    /// <summary>Counts an email if it may be sent.</summary>
    /// <param name="address">The email address of the recipient, in canonical form.</param>
    /// <param name="kind">The kind of event.</param>
    /// <param name="cancellation">Cancels requests to storage.</param>
    /// <returns>Whether the email may be sent.</returns>
    public async Task<bool> TrySend(string address, NoticeKind kind, CancellationToken cancellation) =>
        !options.Value.Enabled || (await limits.Take(await keys.Of(LimitKind.Notice, $"{kind}\n{address}", cancellation), _rule, cancellation)).RetryAfter is null;
}
