using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Serverless.Domain.RateLimits;

/// <summary>Writes the caller's state of a limit into the headers of a response.</summary>
public static class LimitHeaders
{
    /// <summary>
    /// Writes <c>X-RateLimit-*</c>, whose reset is a time in seconds since 1970, and <c>RateLimit-*</c>, whose reset is in seconds from now. If the
    /// caller is refused, also writes <c>Retry-After</c>. Seconds are rounded up, so that a caller who returns then is not refused.
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

    /// <summary>Returns whole seconds, rounded up.</summary>
    public static long Seconds(TimeSpan time) => (long)Math.Ceiling(time.TotalSeconds);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
