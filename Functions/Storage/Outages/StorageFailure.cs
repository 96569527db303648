using Azure;

namespace Serverless.Storage.Outages;

/// <summary>Tells an outage of the storage account from a wrong request of ours.</summary>
public static class StorageFailure
{
    /// <summary>
    /// Whether the exception says that storage cannot be reached, is overloaded, fails by itself, or has not been set up yet
    /// (a missing table or queue: the start-up keeps trying to create them).
    /// </summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="cancellation">The caller's own token: what it ended is no outage. Every other cancellation is a timeout of the storage client.</param>
    public static bool IsOutage(Exception exception, CancellationToken cancellation = default) => exception switch
    {
        OperationCanceledException => !cancellation.IsCancellationRequested,
        // The client throws this when every retry failed.
        AggregateException all => all.InnerExceptions.Count > 0 && all.InnerExceptions.All(one => IsOutage(one, cancellation)),
        RequestFailedException { ErrorCode: "TableNotFound" or "QueueNotFound" or "TableBeingDeleted" or "QueueBeingDeleted" } => true,
        RequestFailedException failure => failure.Status == 0 || IsOutage(failure.Status),
        _ => IsTransport(exception),
    };

    /// <summary>Whether the HTTP status of an answer says that storage is overloaded or fails by itself.</summary>
    public static bool IsOutage(int status) => status is 408 or 429 or >= 500;

    /// <summary>Whether there was no answer: not connected, cut off, or not in time.</summary>
    public static bool IsTransport(Exception exception) => exception switch
    {
        AggregateException all => all.InnerExceptions.Count > 0 && all.InnerExceptions.All(IsTransport),
        RequestFailedException { Status: 0 } => true,
        HttpRequestException or HttpIOException or TimeoutException or OperationCanceledException => true,
        IOException { InnerException: System.Net.Sockets.SocketException } => true,
        _ => false,
    };

    /// <summary>What an outage looks like from here, in one line: the client repeats itself once for each of its tries.</summary>
    public static string Describe(Exception exception) =>
        (exception is AggregateException { InnerExceptions: [var first, ..] } ? first : exception).Message.Split('\n')[0].TrimEnd();
}
