namespace Serverless.Measuring.Simulation;

/// <summary>Lists all limits of the model.</summary>
internal static class LimitList
{
    private static readonly Dictionary<string, string> PartitionLifts = new(StringComparer.Ordinal)
    {
        [CallWork.IdPartition] = "larger blocks of ids",
        [CallWork.UserPartition] = "nothing: one user has one partition",
        [CacheWork.Partition] = "more shards, and looks that read only what is new in a bucket",
        [LogWork.Partition] = "several partitions for ten minutes, by a hash of the instance",
        [IndexWork.RecordPartition] = "one wake-up for all instances in place of one for each; more shards",
    };

    /// <summary>Returns the limits with their used shares for a load.</summary>
    public static IReadOnlyList<Limit> Of(Situation now, Demand demand) =>
    [
        new("requests of a storage account", demand.Requests / AzureTargets.RequestsOfAccount, "several storage accounts, docs/design/several-storage-accounts.md"),
        new("instances of an app", now.Instances / AzureTargets.Instances, "several apps on the same storage"),
        new("messages of queue `index`", demand.IndexMessages * AzureTargets.RequestsOfMessage / AzureTargets.MessagesOfQueue, "one wake-up for all instances in place of one for each"),
        new("time to fold the index", IndexWork.Busy(now), "one process for each tree, and larger trees split by ranges of keys"),
        // Instances write the counter one after the other, each after a read.
        new("counter of user ids, one lease at a time", CallWork.Leases(now) * CallWork.RequestsOfLease * now.Assumptions.RequestSeconds, "larger blocks of ids"),
        .. TimerWork.Scans.Select(scan => new Limit(
            NameOf(scan),
            TimerWork.ShareOfWeek(now, scan),
            "more frequent runs; rows for what is pending or expires, in partitions by day")),
        .. demand.Partitions.Select(partition => new Limit(
            NameOf(partition.Key),
            partition.Value / AzureTargets.EntitiesOfPartition,
            PartitionLifts.GetValueOrDefault(partition.Key, "ranges of keys in partitions of their own"))),
    ];

    /// <summary>Returns the name of the limit of a timer that scans a whole table.</summary>
    public static string NameOf(TableScan scan) => $"`{scan.Timer}` goes through `{scan.Table}` within a week";

    /// <summary>Returns the name of the limit of a partition.</summary>
    public static string NameOf(string partition) => $"partition {partition}";
}
