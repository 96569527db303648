namespace Serverless.Measuring.Simulation;

/// <summary>
/// The targets that Azure publishes for its services. Looked up in November 2026; all of them assume entities and messages of 1 KiB.
/// </summary>
internal static class AzureTargets
{
    /// <summary>The entities a second of one partition. Source: learn.microsoft.com/azure/storage/tables/scalability-targets.</summary>
    public const double EntitiesOfPartition = 2_000;

    /// <summary>The requests a second of one storage account. Source: learn.microsoft.com/azure/storage/tables/scalability-targets.</summary>
    public const double RequestsOfAccount = 20_000;

    /// <summary>The messages a second of one queue. Source: learn.microsoft.com/azure/storage/queues/scalability-targets.</summary>
    public const double MessagesOfQueue = 2_000;

    /// <summary>The size in bytes of the entity that the targets assume.</summary>
    public const double EntityBytes = 1_024;

    /// <summary>
    /// The maximum number of entities in one response to a query. Source: learn.microsoft.com/rest/api/storageservices/query-timeout-and-pagination.
    /// </summary>
    public const double EntitiesOfResponse = 1_000;

    /// <summary>
    /// The maximum seconds that one request of a query searches. Source: learn.microsoft.com/rest/api/storageservices/query-timeout-and-pagination.
    /// </summary>
    public const double SecondsOfQuery = 5;

    /// <summary>
    /// The maximum number of instances of one app on the Flex Consumption plan. Source: learn.microsoft.com/azure/azure-functions/flex-consumption-plan.
    /// </summary>
    public const double Instances = 1_000;

    /// <summary>
    /// The concurrent calls of an instance of 2 GB, above which another instance starts.
    /// Source: learn.microsoft.com/azure/azure-functions/functions-concurrency.
    /// </summary>
    public const double CallsAtOnce = 16;

    /// <summary>The requests to the queue service for one message: it is sent, received and deleted.</summary>
    public const double RequestsOfMessage = 3;

    /// <summary>
    /// The seconds between two polls of an empty queue by an instance.
    /// Source: learn.microsoft.com/azure/azure-functions/functions-bindings-storage-queue, maxPollingInterval.
    /// </summary>
    public const double SecondsOfPoll = 60;

    /// <summary>Returns the number of entities of 1 KiB that one entity counts as.</summary>
    /// <param name="bytes">The size of the entity in bytes.</param>
    public static double Entities(double bytes) => Math.Max(1, bytes / EntityBytes);
}
