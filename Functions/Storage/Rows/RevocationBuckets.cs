using System.Globalization;

namespace Serverless.Storage.Rows;

/// <summary>Provides the time buckets of revocations, which are partitions of table Counters. Their keys are in the order of time.</summary>
internal static class RevocationBuckets
{
    /// <summary>The prefix of all keys. It precedes all of them.</summary>
    public const string First = "revocation;";

    /// <summary>Follows all keys.</summary>
    public const string End = "revocation<";

    /// <summary>The number of shards. Spreads writers over several partitions.</summary>
    public const int Shards = 4;

    /// <summary>The length of a time bucket.</summary>
    internal static readonly TimeSpan Length = TimeSpan.FromSeconds(5);

    /// <summary>The time after the end of its time bucket within which a row may arrive.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The time after its end when a time bucket is final: nothing is added to it any more. It exceeds <see cref="Late"/> to allow for clocks that differ. A
    /// <see cref="Index.StorageClock"/> is at most 2 s ahead of the storage clock, and at most 3 s behind it.
    /// </summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(7);

    /// <summary>Returns the time bucket of a time.</summary>
    public static long Of(DateTimeOffset time) => time.UtcTicks / Length.Ticks;

    /// <summary>Returns the time bucket of a partition.</summary>
    public static long OfKey(string partition) => long.Parse(partition.AsSpan(First.Length, partition.LastIndexOf(';') - First.Length), CultureInfo.InvariantCulture);

    /// <summary>Returns the oldest time bucket that can still receive rows.</summary>
    public static long OldestOpen(DateTimeOffset now) => Of(now - Grace);

    /// <summary>
    /// Returns whether polls will find a row that is now in a time bucket. A future time bucket does not count, because polls would read it repeatedly.
    /// </summary>
    public static bool IsOpen(long bucket, DateTimeOffset now) => bucket >= Of(now - Late) && bucket <= Of(now + Late);

    /// <summary>Returns the prefix of the keys of a time bucket.</summary>
    public static string From(long bucket) => First + bucket.ToString("D12", CultureInfo.InvariantCulture);

    /// <summary>Returns the partition of a time bucket and shard.</summary>
    public static string Partition(long bucket, long shard) => $"{From(bucket)};{shard}";
}
