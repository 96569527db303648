using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Serverless.Api.Shared.Http;

/// <summary>Handles clients that disconnect before their body is complete. This is not a defect, so it is logged in one line.</summary>
internal static partial class HungUp
{
    private const string UnexpectedEnd = "Unexpected end of request content";

    /// <summary>Logs the disconnection and closes the connection, if a disconnection is why a body could not be read.</summary>
    public static void Handle(HttpRequest request, Exception broken)
    {
        if (!Is(broken))
        {
            return;
        }

        if (request.HttpContext.RequestServices?.GetService<ILoggerFactory>() is { } loggers)
        {
            LogHungUp(loggers.CreateLogger(typeof(HungUp).FullName!));
        }

        // Without this, the server continues to read the incomplete body, fails, and logs the failure as a defect with a stack trace.
        request.HttpContext.Abort();
    }

    private static bool Is(Exception broken) =>
        broken is ConnectionResetException or ConnectionAbortedException or OperationCanceledException
        || (broken is BadHttpRequestException && broken.Message.StartsWith(UnexpectedEnd, StringComparison.Ordinal));

    [LoggerMessage(106, LogLevel.Information, "A client hung up before the body of its request was complete; the call was not carried out.")]
    private static partial void LogHungUp(ILogger logger);
}
