using Azure;

namespace Serverless.Storage.Outages;

/// <summary>Distinguishes an outage of the storage account from a wrong request of the app.</summary>
public static class StorageFailure
{
    /// <summary>
    /// Returns whether the exception means that storage is unreachable, overloaded or failing, or has not been set up yet.
    /// In the last case a table or queue is missing, which the start-up keeps trying to create.
    /// </summary>
    /// <param name="exception">The exception.</param>
    /// <param name="cancellation">The caller's own token: its cancellation is no outage. Every other cancellation is a timeout of the storage client.</param>
    public static bool IsOutage(Exception exception, CancellationToken cancellation = default) => exception switch
    {
        OperationCanceledException => !cancellation.IsCancellationRequested,
        // The client throws this when every retry failed.
        AggregateException all => all.InnerExceptions.Count > 0 && all.InnerExceptions.All(one => IsOutage(one, cancellation)),
        RequestFailedException { ErrorCode: "TableNotFound" or "QueueNotFound" or "TableBeingDeleted" or "QueueBeingDeleted" } => true,
        RequestFailedException failure => failure.Status == 0 || IsOutage(failure.Status),
        _ => IsTransport(exception),
    };

    /// <summary>Returns whether the HTTP status of a response means that storage is overloaded or failing.</summary>
    public static bool IsOutage(int status) => status is 408 or 429 or >= 500;

    /// <summary>Returns whether there was no response: not connected, interrupted, or not in time.</summary>
    public static bool IsTransport(Exception exception) => exception switch
    {
        AggregateException all => all.InnerExceptions.Count > 0 && all.InnerExceptions.All(IsTransport),
        RequestFailedException { Status: 0 } => true,
        HttpRequestException or HttpIOException or TimeoutException or OperationCanceledException => true,
        IOException { InnerException: System.Net.Sockets.SocketException } => true,
        _ => false,
    };

    /// <summary>Returns a description of an outage in one line: the client repeats its message for each attempt.</summary>
    public static string Describe(Exception exception) =>
        (exception is AggregateException { InnerExceptions: [var first, ..] } ? first : exception).Message.Split('\n')[0].TrimEnd();
}
