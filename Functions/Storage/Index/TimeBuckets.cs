using System.Globalization;

namespace Serverless.Storage.Index;

/// <summary>The time buckets of change records. A stamp is a time in ticks, which determines its time bucket.</summary>
internal static class TimeBuckets
{
    /// <summary>The length of a time bucket.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(10);

    /// <summary>The time after its end at which a time bucket is final: nothing is written to it any more.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>The time after the end of its time bucket in which a record may arrive. The rest of the grace is for clocks that differ.</summary>
    public static readonly TimeSpan Late = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The time after the end of its time bucket at which a record without a result counts as one of a crashed call. Longer than any storage request.
    /// </summary>
    public static readonly TimeSpan Dead = TimeSpan.FromSeconds(90);

    /// <summary>Returns the time bucket of a stamp.</summary>
    public static long Of(long stamp) => stamp / Length.Ticks;

    /// <summary>Returns the end of a time bucket.</summary>
    public static DateTimeOffset End(long bucket) => new((bucket + 1) * Length.Ticks, TimeSpan.Zero);

    /// <summary>Returns the newest time bucket that ended at least a given time ago.</summary>
    public static long EndedBefore(DateTimeOffset now, TimeSpan time) => Of((now - time).UtcTicks) - 1;

    /// <summary>Returns the part of a key that stands for a time bucket; the order of keys is that of time.</summary>
    public static string Key(long bucket) => bucket.ToString("D12", CultureInfo.InvariantCulture);
}
