using Microsoft.Extensions.Options;

namespace Serverless.Domain.RateLimits;

/// <summary>
/// Limits requested and sent emails, counted by all instances together. Requests count for the user name or email address as typed, known or not.
/// Emails count for the email address of the recipient, for every purpose and under every name. Callers learn of the first limit only: the second
/// would reveal the owner of an email address.
/// </summary>
public sealed class RecipientLimit(SharedLimits limits, LimitKeys keys, IOptions<RateLimitOptions> options)
{
    private readonly RateRule _rule = new(options.Value.MailToRecipient.Rate);

    /// <summary>Counts a request if it is allowed.</summary>
    /// <param name="name">User name or email address in normalised form.</param>
    /// <param name="cancellation">Cancels requests to storage.</param>
    /// <returns>Null if it is allowed; otherwise the time until it is.</returns>
    public Task<TimeSpan?> Take(string name, CancellationToken cancellation) => Take(LimitKind.MailToRecipient, name, cancellation);

    /// <summary>Counts an email if it may be sent.</summary>
    /// <param name="address">The email address of the recipient, in canonical form.</param>
    /// <param name="cancellation">Cancels requests to storage.</param>
    /// <returns>Whether the email may be sent.</returns>
    public async Task<bool> TrySend(string address, CancellationToken cancellation) => await Take(LimitKind.MailSent, address, cancellation) is null;

    /// <summary>Counts an email that the owner of the mailbox asks for, if it may be sent.</summary>
    /// <param name="address">The email address of the recipient, in canonical form.</param>
    /// <param name="cancellation">Cancels requests to storage.</param>
    /// <returns>Null if it may be sent; otherwise the time until it may.</returns>
    public Task<TimeSpan?> TakeSent(string address, CancellationToken cancellation) => Take(LimitKind.MailSent, address, cancellation);

    private async Task<TimeSpan?> Take(LimitKind kind, string text, CancellationToken cancellation) =>
        options.Value.Enabled ? (await limits.Take(await keys.Of(kind, text, cancellation), _rule, cancellation)).RetryAfter : null;
}
