using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Serverless.Api.Shared.Http;

/// <summary>
/// Lets web pages of the configured origins read answers, and answers their preflights before anything else looks at them. Closed by
/// default. Pages of listed origins may ask for credentials in the sense of CORS, because the examples of document 003 do; nothing comes of it,
/// since no cookie is ever set or read: callers are known by a header that a page sends on purpose. With <c>*</c> they may not.
/// </summary>
public sealed class Cors(IOptions<CorsOptions> options) : IFunctionsWorkerMiddleware
{
    private readonly bool _allowsAll = options.Value.AllowsAll;
    private readonly FrozenSet<string> _origins = options.Value.Origins.ToFrozenSet(StringComparer.Ordinal);

    /// <inheritdoc />
    public Task Invoke(FunctionContext context, FunctionExecutionDelegate next) =>
        _origins.Count > 0 && context.GetHttpContext() is { } http && Allow(http) && IsPreflight(http.Request)
            ? AnswerPreflight(http.Response)
            : next(context);

    /// <summary>Writes the headers of every answer; false if the caller is no page of an allowed origin.</summary>
    private bool Allow(HttpContext http)
    {
        var headers = http.Response.Headers;
        if (!_allowsAll)
        {
            headers.Append(HeaderNames.Vary, HeaderNames.Origin); // also for the others: caches must not mix them up
        }

        if (http.Request.Headers.Origin is not [{ Length: > 0 } origin] || !(_allowsAll || _origins.Contains(origin)))
        {
            return false;
        }

        headers.AccessControlAllowOrigin = _allowsAll ? "*" : origin;
        if (!_allowsAll)
        {
            headers.AccessControlAllowCredentials = "true";
        }

        headers.AccessControlExposeHeaders =
            "ETag, Retry-After, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset";
        return true;
    }

    private static bool IsPreflight(HttpRequest request) =>
        HttpMethods.IsOptions(request.Method) && request.Headers.ContainsKey(HeaderNames.AccessControlRequestMethod);

    private static Task AnswerPreflight(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status204NoContent;
        response.Headers.AccessControlAllowMethods = "GET, HEAD, POST, PUT, PATCH, DELETE";
        response.Headers.AccessControlAllowHeaders = "Authorization, Content-Type, API-Call-Void, X-API-Void-Call, PRIVATE-TOKEN, X-Token-Name, X-Session-Name, If-None-Match";
        response.Headers.AccessControlMaxAge = "7200"; // browsers take no more
        return Task.CompletedTask;
    }
}
