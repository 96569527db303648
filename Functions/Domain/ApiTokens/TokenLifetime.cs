using Microsoft.Extensions.Options;
using Serverless.Domain.Failures;
using Serverless.Domain.Permissions;

namespace Serverless.Domain.ApiTokens;

/// <summary>Decides when a new API token expires.</summary>
public sealed class TokenLifetime(IOptions<ApiTokenOptions> options)
{
    /// <summary>The maximum number of days if the settings set no limit.</summary>
    public const int MaximumDays = 3650;

    /// <summary>Returns why a lifetime is refused; null if it is not.</summary>
    /// <param name="days">The lifetime in days; null for a token that does not expire.</param>
    public Refusal? Refuse(int? days) => (days, options.Value.MaximumDays) switch
    {
        (null, > 0 and var most) => new(Reason.ApiTokenExpiryRequired, $"API token must expire: expires_in_days must be from 1 to {most}"),
        (null, _) => null,
        ({ } given, var limit) when given < 1 || given > (limit > 0 ? limit : MaximumDays) =>
            new(Reason.ApiTokenExpiryInvalid, $"expires_in_days must be from 1 to {(limit > 0 ? limit : MaximumDays)}"),
        _ => null,
    };

    /// <summary>
    /// Returns the time when a new token expires; null for never. A token that another API token creates does not outlive its creator. Otherwise its holder
    /// could go on after the expiry.
    /// </summary>
    /// <param name="days">The lifetime in days; null for a token that does not expire.</param>
    /// <param name="creator">The caller.</param>
    /// <param name="now">The current time.</param>
    public static DateTimeOffset? Of(int? days, Caller creator, DateTimeOffset now) =>
        TokenSecrets.Earlier(days is { } given ? now.AddDays(given) : null, creator.Secret?.Until);
}
