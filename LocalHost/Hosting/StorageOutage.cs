using Azure;

namespace Serverless.LocalHost;

/// <summary>Unavailable storage is no defect of a function. The log says it in one line, without a stack trace of each of the client's attempts.</summary>
internal static class StorageOutage
{
    /// <summary>Returns why storage is unavailable, if that is what an exception says; else null.</summary>
    public static string? Reason(Exception exception) => exception switch
    {
        AggregateException { InnerExceptions: [var first, ..] } => Reason(first),
        RequestFailedException { Status: 0 or 408 or 429 or >= 500 } => FirstLine(exception),
        // The client's own timeout: a function that was told to stop throws its own token's cancellation, which has no timeout inside.
        TaskCanceledException { InnerException: TimeoutException } => FirstLine(exception),
        _ => null,
    };

    private static string FirstLine(Exception exception) => exception.Message.Split('\n')[0].TrimEnd();
}
