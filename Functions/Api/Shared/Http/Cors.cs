using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Serverless.Api.Shared.Http;

/// <summary>
/// Allows web pages of the configured origins to read responses, and handles their preflight requests before any other step. By default no origin
/// is allowed. Listed origins may send credentials in the sense of CORS, because the examples of document 003 do. This is safe:
/// the app never sets or reads cookies, and callers authenticate with a header that a page sends explicitly. With <c>*</c> credentials are not allowed.
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

    /// <summary>Writes the headers of every response; returns false if the request does not come from a page of an allowed origin.</summary>
    private bool Allow(HttpContext http)
    {
        var headers = http.Response.Headers;
        if (!_allowsAll)
        {
            headers.Append(HeaderNames.Vary, HeaderNames.Origin); // also for other origins, so that caches keep the responses apart
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
        response.Headers.AccessControlMaxAge = "7200"; // the maximum that browsers accept
        return Task.CompletedTask;
    }
}
