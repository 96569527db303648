namespace Serverless.Domain.RateLimits;

/// <summary>
/// A caller's state of a limit: the values of the <c>RateLimit</c> headers (draft-ietf-httpapi-ratelimit-headers) and of <c>Retry-After</c>.
/// </summary>
/// <param name="Limit">The number of calls allowed at once.</param>
/// <param name="Remaining">The number of calls still allowed now, 0 or more.</param>
/// <param name="Reset">The time until all calls are allowed again, if the caller makes none.</param>
/// <param name="RetryAfter">The time until a refused caller is allowed again. Null if the caller is not refused.</param>
public readonly record struct LimitState(int Limit, int Remaining, TimeSpan Reset, TimeSpan? RetryAfter)
{
    /// <summary>Gets whether the caller is refused.</summary>
    public bool IsLimited => RetryAfter is not null;
}
