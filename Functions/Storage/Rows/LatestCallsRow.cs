using Azure.Data.Tables;

namespace Serverless.Storage.Rows;

/// <summary>Represents the latest statistics.</summary>
public sealed record LatestCallsRow
{
    internal const string RowKey = "latest";

    /// <summary>Gets the time when the calls were counted.</summary>
    public required DateTimeOffset Taken { get; init; }

    /// <summary>Gets the packed counts by minutes.</summary>
    public required byte[] Counts { get; init; }

    internal TableEntity ToEntity()
    {
        var entity = new TableEntity(CallSeriesRows.Partition, RowKey) { [nameof(Taken)] = Taken };
        CallSeriesRows.Write(entity, Counts);
        return entity;
    }

    internal static LatestCallsRow From(TableEntity entity) =>
        new() { Taken = entity.GetDateTimeOffset(nameof(Taken)) ?? default, Counts = CallSeriesRows.CountsOf(entity) };
}
