using Azure.Data.Tables;

namespace Serverless.Storage.Rows;

/// <summary>Represents a day of the statistics.</summary>
public sealed record CallDayRow
{
    internal const string KeyPrefix = "day;";

    /// <summary>Gets the first minute of the day.</summary>
    public required long Day { get; init; }

    /// <summary>Gets the packed counts of the day by time buckets.</summary>
    public required byte[] Counts { get; init; }

    /// <summary>Returns the row key. Later days have greater keys.</summary>
    internal static string Key(long minute) => KeyPrefix + Minutes.DayKey(Minutes.Floor(minute, Minutes.Day));

    internal TableEntity ToEntity()
    {
        var entity = new TableEntity(CallSeriesRows.Partition, Key(Day));
        CallSeriesRows.Write(entity, Counts);
        return entity;
    }

    internal static CallDayRow From(TableEntity entity) => new() { Day = Minutes.OfDayKey(entity.RowKey[KeyPrefix.Length..]), Counts = CallSeriesRows.CountsOf(entity) };
}
