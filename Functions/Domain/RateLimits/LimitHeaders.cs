using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Serverless.Domain.RateLimits;

/// <summary>Says in an answer's headers how the caller stands with a limit.</summary>
public static class LimitHeaders
{
    /// <summary>
    /// Writes <c>X-RateLimit-*</c>, whose reset is a time in seconds since 1970, <c>RateLimit-*</c>, whose reset is in seconds from now, and,
    /// if the caller is refused, <c>Retry-After</c>. Seconds are rounded up: who comes back then is not refused.
    /// </summary>
    public static void Write(HttpResponse response, LimitState state, DateTimeOffset now)
    {
        var (limit, remaining) = (Text(state.Limit), Text(state.Remaining));
        var headers = response.Headers;
        headers["X-RateLimit-Limit"] = headers["RateLimit-Limit"] = limit;
        headers["X-RateLimit-Remaining"] = headers["RateLimit-Remaining"] = remaining;
        headers["X-RateLimit-Reset"] = Text(Seconds((now + state.Reset) - DateTimeOffset.UnixEpoch));
        headers["RateLimit-Reset"] = Text(Seconds(state.Reset));
        if (state.RetryAfter is { } retryAfter)
        {
            headers.RetryAfter = Text(Seconds(retryAfter));
        }
    }

    /// <summary>Whole seconds, rounded up.</summary>
    public static long Seconds(TimeSpan time) => (long)Math.Ceiling(time.TotalSeconds);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
