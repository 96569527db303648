namespace Serverless.Benchmarks.Simulation;

/// <summary>What Azure publishes as the targets of its services. Looked up in November 2026; all of them assume entities and messages of 1 KiB.</summary>
internal static class AzureTargets
{
    /// <summary>Entities a second of one partition. Source: learn.microsoft.com/azure/storage/tables/scalability-targets.</summary>
    public const double EntitiesOfPartition = 2_000;

    /// <summary>Requests a second of one storage account. Source: learn.microsoft.com/azure/storage/tables/scalability-targets.</summary>
    public const double RequestsOfAccount = 20_000;

    /// <summary>Messages a second of one queue. Source: learn.microsoft.com/azure/storage/queues/scalability-targets.</summary>
    public const double MessagesOfQueue = 2_000;

    /// <summary>Bytes of the entity that the targets assume.</summary>
    public const double EntityBytes = 1_024;

    /// <summary>Entities of one response to a query. Source: learn.microsoft.com/rest/api/storageservices/query-timeout-and-pagination.</summary>
    public const double EntitiesOfResponse = 1_000;

    /// <summary>Seconds that one request of a query may search. Source: learn.microsoft.com/rest/api/storageservices/query-timeout-and-pagination.</summary>
    public const double SecondsOfQuery = 5;

    /// <summary>Instances of one app on the Flex Consumption plan. Source: learn.microsoft.com/azure/azure-functions/flex-consumption-plan.</summary>
    public const double Instances = 1_000;

    /// <summary>Calls at once that an instance of 2 GB takes before another one starts. Source: learn.microsoft.com/azure/azure-functions/functions-concurrency.</summary>
    public const double CallsAtOnce = 16;

    /// <summary>Requests of the queue service for one message: it is put in, received and deleted.</summary>
    public const double RequestsOfMessage = 3;

    /// <summary>Seconds between two looks of an instance at an empty queue. Source: learn.microsoft.com/azure/azure-functions/functions-bindings-storage-queue, maxPollingInterval.</summary>
    public const double SecondsOfPoll = 60;

    /// <summary>Returns as how many entities of 1 KiB one entity counts.</summary>
    /// <param name="bytes">The size of the entity.</param>
    public static double Entities(double bytes) => Math.Max(1, bytes / EntityBytes);
}
