using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;

namespace Serverless.LocalHost;

/// <summary>Handles the requests for one HTTP function.</summary>
internal sealed partial class HttpFunction(LocalFunction function, FunctionExecutionDelegate pipeline, ILogger<HttpFunction> logger)
{
    private static readonly ActionDescriptor _noAction = new();

    /// <summary>
    /// Runs the function and writes its result after the app's middlewares, as the official integration does.
    /// An exception becomes a 500 without a body; a request that the server refused to read keeps the server's status.
    /// </summary>
    public async Task Answer(HttpContext http)
    {
        var invocation = new Invocation(function, http);
        try
        {
            await pipeline(invocation);
            await Write(invocation.Result, http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            Aborted(function.Name);
        }
#pragma warning disable CA1031 // Any exception of a function ends only its own call.
        catch (Exception e)
#pragma warning restore CA1031
        {
            if (e is not BadHttpRequestException)
            {
                Failed(e, function.Name, invocation.InvocationId);
            }

            if (http.Response.HasStarted)
            {
                http.Abort();
                return;
            }

            http.Response.Clear();
            http.Response.StatusCode = e is BadHttpRequestException refused ? refused.StatusCode : StatusCodes.Status500InternalServerError;
        }
    }

    private static Task Write(object? result, HttpContext http) => result switch
    {
        IResult answer => answer.ExecuteAsync(http),
        IActionResult answer => answer.ExecuteResultAsync(new ActionContext(http, http.GetRouteData(), _noAction)),
        _ => Task.CompletedTask,
    };

    [LoggerMessage(1, LogLevel.Error, "Function {Name} failed (invocation {InvocationId})")]
    private partial void Failed(Exception exception, string name, string invocationId);

    [LoggerMessage(2, LogLevel.Debug, "The caller of function {Name} closed the connection")]
    private partial void Aborted(string name);
}
