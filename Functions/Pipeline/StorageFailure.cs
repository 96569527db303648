using Azure;

namespace Serverless.Pipeline;

/// <summary>Tells an outage of the storage account from a wrong request of ours.</summary>
public static class StorageFailure
{
    /// <summary>
    /// Whether the exception says that storage cannot be reached, is overloaded, fails by itself, or has not been set up yet
    /// (a missing table or queue: the start-up keeps trying to create them).
    /// </summary>
    public static bool IsOutage(Exception exception) => exception switch
    {
        // The client throws this when every retry failed.
        AggregateException all => all.InnerExceptions.Count > 0 && all.InnerExceptions.All(IsOutage),
        RequestFailedException { Status: 0 or 408 or 429 or >= 500 } => true,
        RequestFailedException { ErrorCode: "TableNotFound" or "QueueNotFound" or "TableBeingDeleted" or "QueueBeingDeleted" } => true,
        HttpRequestException or TimeoutException => true,
        // The client's network time-out; no token of ours is cancelled by it.
        TaskCanceledException { InnerException: TimeoutException } => true,
        _ => false,
    };

    /// <summary>What an outage looks like from here, in one line: the client repeats itself once for each of its tries.</summary>
    public static string Describe(Exception exception) =>
        (exception is AggregateException { InnerExceptions: [var first, ..] } ? first : exception).Message.Split('\n')[0].TrimEnd();
}
