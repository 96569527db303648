namespace Serverless.Domain.RateLimits;

/// <summary>How a caller stands with a limit: what the <c>RateLimit</c> headers say (draft-ietf-httpapi-ratelimit-headers), and <c>Retry-After</c>.</summary>
/// <param name="Limit">What he may do at once.</param>
/// <param name="Remaining">What he may still do now, 0 or more.</param>
/// <param name="Reset">The time until he may do all of it again, if he does nothing.</param>
/// <param name="RetryAfter">If he is refused: the time until he is not. Null if he is not refused.</param>
public readonly record struct LimitState(int Limit, int Remaining, TimeSpan Reset, TimeSpan? RetryAfter)
{
    /// <summary>Whether he is refused.</summary>
    public bool IsLimited => RetryAfter is not null;
}
