using System.Globalization;
using Azure.Data.Tables;

namespace Serverless.Domain.Sessions.Revocation;

/// <summary>The time buckets of revocations: partitions of table Counters. The order of their keys is that of time.</summary>
internal static class RevocationSlots
{
    /// <summary>Precedes all keys.</summary>
    public const string First = "revocation;";

    /// <summary>Writers of different shards do not meet in a partition.</summary>
    public const int Shards = 4;

    /// <summary>How long a slot is.</summary>
    internal static readonly TimeSpan Length = TimeSpan.FromSeconds(5);

    /// <summary>How long after the end of its slot a row may arrive.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long after its end a slot is final: nothing is written to it any more. Beyond <see cref="Late"/> it is for clocks that differ: a
    /// <see cref="Storage.Index.SlotClock"/> is at most 2 s before the time of storage, and at most 3 s behind it.
    /// </summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(7);

    /// <summary>Returns the slot of a time.</summary>
    public static long Of(DateTimeOffset time) => time.UtcTicks / Length.Ticks;

    /// <summary>Returns the slot of a row.</summary>
    public static long Of(TableEntity row) => long.Parse(row.PartitionKey.AsSpan(First.Length, row.PartitionKey.LastIndexOf(';') - First.Length), CultureInfo.InvariantCulture);

    /// <summary>Returns the oldest slot to which something may still be written.</summary>
    public static long OldestOpen(DateTimeOffset now) => Of(now - Grace);

    /// <summary>Returns whether a row that is in a slot by now will be found there. Not in a slot to come, either: looks would read it again and again.</summary>
    public static bool IsOpen(long slot, DateTimeOffset now) => slot >= Of(now - Late) && slot <= Of(now + Late);

    /// <summary>Returns what precedes the keys of a slot.</summary>
    public static string From(long slot) => First + slot.ToString("D12", CultureInfo.InvariantCulture);

    /// <summary>Returns the partition of a slot and shard.</summary>
    public static string Partition(long slot, long shard) => $"{From(slot)};{shard}";
}
