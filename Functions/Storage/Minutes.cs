using System.Globalization;

namespace Serverless.Storage;

/// <summary>
/// The grid of time on which calls are counted: minutes since 1970, and time buckets of ten minutes. A time bucket is a partition of the log, a week
/// of them a table.
/// </summary>
internal static class Minutes
{
    /// <summary>The minutes of a time bucket.</summary>
    public const int Bucket = 10;

    /// <summary>The minutes of a day.</summary>
    public const int Day = 24 * 60;

    /// <summary>The minutes of a week, the span of a table.</summary>
    public const int Week = 7 * Day;

    /// <summary>Returns the minute of a time.</summary>
    public static long Of(DateTimeOffset time) => Of(time.ToUnixTimeMilliseconds());

    /// <summary>Returns the minute of a time in milliseconds since 1970.</summary>
    public static long Of(long milliseconds) => milliseconds / 60_000;

    /// <summary>Returns the time when a minute begins.</summary>
    public static DateTimeOffset Start(long minute) => DateTimeOffset.UnixEpoch.AddMinutes(minute);

    /// <summary>Returns the largest multiple of a length up to a minute.</summary>
    public static long Floor(long minute, int length) => minute - (minute % length);

    /// <summary>Returns the key of a time bucket; later time buckets have greater keys.</summary>
    public static string BucketKey(long bucket) => Start(bucket).ToString("yyyyMMddHHmm", CultureInfo.InvariantCulture);

    /// <summary>Returns the time bucket of a <see cref="BucketKey"/>.</summary>
    public static long OfBucketKey(string key) => Of(DateTimeOffset.ParseExact(key, "yyyyMMddHHmm", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal));

    /// <summary>Returns the key of a day; later days have greater keys.</summary>
    public static string DayKey(long day) => Start(day).ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    /// <summary>Returns the day of a <see cref="DayKey"/>.</summary>
    public static long OfDayKey(string key) => Of(DateTimeOffset.ParseExact(key, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal));
}
