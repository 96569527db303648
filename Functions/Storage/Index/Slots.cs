using System.Globalization;

namespace Serverless.Storage.Index;

/// <summary>The time buckets of change records. A stamp is a time in ticks, so it tells its slot.</summary>
internal static class Slots
{
    /// <summary>How long a slot lasts.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(10);

    /// <summary>How long after its end a slot is final: nothing is written to it any more.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>How long after the end of its slot a record may arrive. The rest of the grace is for clocks that differ.</summary>
    public static readonly TimeSpan Late = TimeSpan.FromSeconds(1);

    /// <summary>How long after the end of its slot a record without a result is taken for one of a call that died. Longer than any storage request can take.</summary>
    public static readonly TimeSpan Dead = TimeSpan.FromSeconds(90);

    /// <summary>Returns the slot of a stamp.</summary>
    public static long Of(long stamp) => stamp / Length.Ticks;

    /// <summary>Returns the end of a slot.</summary>
    public static DateTimeOffset End(long slot) => new((slot + 1) * Length.Ticks, TimeSpan.Zero);

    /// <summary>Returns the newest slot that ended some time before now.</summary>
    public static long EndedBefore(DateTimeOffset now, TimeSpan time) => Of((now - time).UtcTicks) - 1;

    /// <summary>Returns the part of a key that stands for a slot; the order of keys is that of time.</summary>
    public static string Key(long slot) => slot.ToString("D12", CultureInfo.InvariantCulture);
}
