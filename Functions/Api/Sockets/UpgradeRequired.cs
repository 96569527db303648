using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Net.Http.Headers;

namespace Serverless.Api.Sockets;

/// <summary>
/// Returns 426 for an upgrade request on a path of sockets. The upgrade is to another protocol, or this process serves no sockets: the local host handles the
/// upgrades that it serves before any function runs.
/// </summary>
public sealed class UpgradeRequired : IFunctionsWorkerMiddleware
{
    /// <inheritdoc />
    public Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is not { } http || !HttpMethods.IsGet(http.Request.Method) || !http.Request.Headers.ContainsKey(HeaderNames.Upgrade) || !IsSocketPath(http.Request.Path))
        {
            return next(context);
        }

        http.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
        http.Response.Headers.Upgrade = "websocket";
        http.Response.Headers.Connection = "Upgrade, close"; // the server closes a connection after an upgrade request
        return Task.CompletedTask;
    }

    private static bool IsSocketPath(PathString path) =>
        path.Value is { } text && (text.TrimEnd('/').Equals("/api", StringComparison.OrdinalIgnoreCase) || path.StartsWithSegments("/client/hubs", StringComparison.OrdinalIgnoreCase));
}
