using System.Globalization;

namespace Serverless.Storage;

/// <summary>
/// The grid of time on which calls are counted: minutes since 1970, ten of them a slot. Slots are the partitions of the log, weeks of
/// slots its tables.
/// </summary>
internal static class Minutes
{
    /// <summary>Minutes of a slot.</summary>
    public const int Slot = 10;

    /// <summary>Minutes of a day.</summary>
    public const int Day = 24 * 60;

    /// <summary>Minutes of a table.</summary>
    public const int Week = 7 * Day;

    /// <summary>The minute of an instant.</summary>
    public static long Of(DateTimeOffset time) => Of(time.ToUnixTimeMilliseconds());

    /// <summary>The minute of milliseconds since 1970.</summary>
    public static long Of(long milliseconds) => milliseconds / 60_000;

    /// <summary>When a minute begins.</summary>
    public static DateTimeOffset Start(long minute) => DateTimeOffset.UnixEpoch.AddMinutes(minute);

    /// <summary>The largest multiple of a length up to a minute.</summary>
    public static long Floor(long minute, int length) => minute - (minute % length);

    /// <summary>The key of a slot; later slots have greater keys.</summary>
    public static string SlotKey(long slot) => Start(slot).ToString("yyyyMMddHHmm", CultureInfo.InvariantCulture);

    /// <summary>The slot of a <see cref="SlotKey"/>.</summary>
    public static long OfSlotKey(string key) => Of(DateTimeOffset.ParseExact(key, "yyyyMMddHHmm", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal));

    /// <summary>The key of a day; later days have greater keys.</summary>
    public static string DayKey(long day) => Start(day).ToString("yyyyMMdd", CultureInfo.InvariantCulture);
}
