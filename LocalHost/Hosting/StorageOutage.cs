using Azure;

namespace Serverless.LocalHost;

/// <summary>Recognises outages of storage, which are no defect of a function. The log has one line for them, without a stack trace for each attempt.</summary>
internal static class StorageOutage
{
    /// <summary>Returns the reason why storage is unavailable; null if the exception has another cause.</summary>
    public static string? Reason(Exception exception) => exception switch
    {
        AggregateException { InnerExceptions: [var first, ..] } => Reason(first),
        RequestFailedException { Status: 0 or 408 or 429 or >= 500 } => FirstLine(exception),
        // The client's own timeout. A stopped function throws the cancellation of its own token, which contains no TimeoutException.
        TaskCanceledException { InnerException: TimeoutException } => FirstLine(exception),
        _ => null,
    };

    private static string FirstLine(Exception exception) => exception.Message.Split('\n')[0].TrimEnd();
}
