using Microsoft.Extensions.Options;

namespace Serverless.Limits;

/// <summary>How much mail may be asked for, for one user name or email address, whoever asks: by all instances together, and whether somebody has it or not.</summary>
public sealed class RecipientLimit(SharedLimits limits, LimitKeys keys, IOptions<RateLimitOptions> options)
{
    private readonly RateRule _rule = new(options.Value.MailToRecipient.Rate);

    /// <summary>Counts one if it is allowed.</summary>
    /// <param name="name">User name or email address in normalised form.</param>
    /// <param name="cancellation">Cancels requests to storage.</param>
    /// <returns>Null; or, if it is not allowed, the time until it is.</returns>
    public async Task<TimeSpan?> Take(string name, CancellationToken cancellation) =>
        options.Value.Enabled ? (await limits.Take(await keys.Of(LimitKind.MailToRecipient, name, cancellation), _rule, cancellation)).RetryAfter : null;
}
