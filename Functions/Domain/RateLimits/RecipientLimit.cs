using Microsoft.Extensions.Options;

namespace Serverless.Domain.RateLimits;

/// <summary>
/// How many emails may be asked for and sent, by all instances together. Requests count for the name or address that is typed, known or not; emails
/// count for the address that they go to, for every purpose and under every name. The first is told, the second is not: it would tell whose address it is.
/// </summary>
public sealed class RecipientLimit(SharedLimits limits, LimitKeys keys, IOptions<RateLimitOptions> options)
{
    private readonly RateRule _rule = new(options.Value.MailToRecipient.Rate);

    /// <summary>Counts a request if it is allowed.</summary>
    /// <param name="name">User name or email address in normalised form.</param>
    /// <param name="cancellation">Cancels requests to storage.</param>
    /// <returns>Null; or, if it is not allowed, the time until it is.</returns>
    public Task<TimeSpan?> Take(string name, CancellationToken cancellation) => Take(LimitKind.MailToRecipient, name, cancellation);

    /// <summary>Counts an email if it may be sent.</summary>
    /// <param name="address">The address that it goes to, in canonical form.</param>
    /// <param name="cancellation">Cancels requests to storage.</param>
    /// <returns>Whether it may.</returns>
    public async Task<bool> TrySend(string address, CancellationToken cancellation) => await Take(LimitKind.MailSent, address, cancellation) is null;

    private async Task<TimeSpan?> Take(LimitKind kind, string text, CancellationToken cancellation) =>
        options.Value.Enabled ? (await limits.Take(await keys.Of(kind, text, cancellation), _rule, cancellation)).RetryAfter : null;
}
