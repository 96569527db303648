using Azure.Data.Tables;

namespace Serverless.Storage.Rows;

/// <summary>Represents the watermark of the statistics of the call log.</summary>
public sealed record CallWatermarkRow
{
    internal const string RowKey = "cursor";

    /// <summary>Gets the first time bucket that is not counted yet.</summary>
    public required long Next { get; init; }

    /// <summary>Gets the packed counts of the minutes before <see cref="Next"/> that the latest statistics need.</summary>
    public required byte[] Counts { get; init; }

    /// <summary>Gets the version that an advance is based on.</summary>
    public RowVersion Version { get; init; }

    internal TableEntity ToEntity()
    {
        var entity = new TableEntity(CallSeriesRows.Partition, RowKey) { ETag = Version.ETag, [nameof(Next)] = Next };
        CallSeriesRows.Write(entity, Counts);
        return entity;
    }

    internal static CallWatermarkRow From(TableEntity entity) =>
        new() { Next = entity.GetInt64(nameof(Next)) ?? 0, Counts = CallSeriesRows.CountsOf(entity), Version = new(entity.ETag) };
}
