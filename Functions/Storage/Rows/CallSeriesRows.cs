using Azure;
using Azure.Data.Tables;

namespace Serverless.Storage.Rows;

/// <summary>Reads and writes the statistics of the call log in table CallLogStats.</summary>
public sealed class CallSeriesRows(Tables tables)
{
    /// <summary>The version of packed counts. Counts of another version are in another partition, so each version of the product has its own statistics.</summary>
    public const byte CountsVersion = 2;

    // The partition of revision c2ef8d8.
    private const string Unversioned = "calls";

    private const string CountsColumn = "Counts";

    /// <summary>The partition of this version.</summary>
    internal static readonly string Partition = $"{Unversioned};{CountsVersion}";

    /// <summary>Returns the watermark; null if nothing was counted yet.</summary>
    public async Task<CallWatermarkRow?> FindWatermark(CancellationToken cancellation) =>
        await tables.CallLogStats.Find(Partition, CallWatermarkRow.RowKey, cancellation) is { } entity ? CallWatermarkRow.From(entity) : null;

    /// <summary>Returns the latest statistics; null if they were never written.</summary>
    public async Task<LatestCallsRow?> FindLatest(CancellationToken cancellation) =>
        await tables.CallLogStats.Find(Partition, LatestCallsRow.RowKey, cancellation) is { } entity ? LatestCallsRow.From(entity) : null;

    /// <summary>Replaces the latest statistics, whatever is stored.</summary>
    public Task SaveLatest(LatestCallsRow latest, CancellationToken cancellation) =>
        tables.CallLogStats.UpsertEntityAsync(latest.ToEntity(), TableUpdateMode.Replace, cancellation);

    /// <summary>Returns a day; null if nothing was counted in it.</summary>
    public async Task<CallDayRow?> FindDay(long day, CancellationToken cancellation) =>
        await tables.CallLogStats.Find(Partition, CallDayRow.Key(day), cancellation) is { } entity ? CallDayRow.From(entity) : null;

    /// <summary>Returns the days from the one that contains a minute to the one that contains another, the oldest first.</summary>
    public IAsyncEnumerable<CallDayRow> Days(long first, long last, CancellationToken cancellation) => tables.CallLogStats
        .QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and RowKey ge {CallDayRow.Key(first)} and RowKey le {CallDayRow.Key(last)}"), cancellationToken: cancellation)
        .Select(CallDayRow.From);

    /// <summary>Moves the watermark and replaces days, in one transaction. Returns false if the watermark was moved after it was read.</summary>
    /// <param name="next">The watermark, with the version that was read. A watermark without a version is added.</param>
    /// <param name="days">The days. The version of the watermark protects them.</param>
    /// <param name="cancellation">Ends the request.</param>
    public Task<bool> TryAdvance(CallWatermarkRow next, IEnumerable<CallDayRow> days, CancellationToken cancellation)
    {
        var watermark = next.Version.IsStored
            ? new TableTransactionAction(TableTransactionActionType.UpdateReplace, next.ToEntity(), next.Version.ETag)
            : new TableTransactionAction(TableTransactionActionType.Add, next.ToEntity());
        return TrySubmit([watermark, .. days.Select(day => new TableTransactionAction(TableTransactionActionType.UpsertReplace, day.ToEntity()))], cancellation);
    }

    /// <summary>Deletes the watermark and all days, so that the whole log is counted again. If it ends early, it must be repeated.</summary>
    public async Task Reset(CancellationToken cancellation)
    {
        // Each part has the watermark, so nothing is added to the days meanwhile.
        for (var isDone = false; !isDone && await FindWatermark(cancellation) is { } watermark;)
        {
            var days = await Days(0, Minutes.Of(DateTimeOffset.MaxValue), cancellation).Take(TableExtensions.LargestTransaction - 1).ToListAsync(cancellation);
            var isLast = days.Count < TableExtensions.LargestTransaction - 1;
            var head = new TableTransactionAction(isLast ? TableTransactionActionType.Delete : TableTransactionActionType.UpdateReplace, watermark.ToEntity(), watermark.Version.ETag);
            isDone = await TrySubmit([head, .. days.Select(day => new TableTransactionAction(TableTransactionActionType.Delete, day.ToEntity(), ETag.All))], cancellation) && isLast;
        }
    }

    /// <summary>Deletes the days before the one that contains a minute, of all versions: the days of another version become too old, too.</summary>
    public async Task DeleteDaysBefore(long minute, CancellationToken cancellation)
    {
        var (from, to, first, end) = (Unversioned, Unversioned + "<", CallDayRow.KeyPrefix, CallDayRow.Key(minute));
        var old = tables.CallLogStats.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey ge {from} and PartitionKey lt {to} and RowKey ge {first} and RowKey lt {end}"), select: ["PartitionKey", "RowKey"], cancellationToken: cancellation);
        await foreach (var day in old)
        {
            await tables.CallLogStats.DeleteEntityAsync(day.PartitionKey, day.RowKey, ETag.All, cancellation);
        }
    }

    /// <summary>Returns the number of rows that revision c2ef8d8 wrote.</summary>
    public async Task<long> CountUnversioned(CancellationToken cancellation) => await UnversionedRows(cancellation).CountAsync(cancellation);

    /// <summary>Deletes the rows that revision c2ef8d8 wrote.</summary>
    /// <param name="deleted">Called for each row.</param>
    /// <param name="cancellation">Ends the work between two rows.</param>
    public async Task DeleteUnversioned(Func<Task> deleted, CancellationToken cancellation)
    {
        await foreach (var row in UnversionedRows(cancellation))
        {
            await tables.CallLogStats.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All, cancellation);
            await deleted();
        }
    }

    /// <summary>Writes packed counts into an entity, compressed.</summary>
    internal static void Write(TableEntity entity, byte[] counts) => Blob.Write(entity, CountsColumn, Blob.Compress(counts));

    /// <summary>Reads packed counts from an entity.</summary>
    internal static byte[] CountsOf(TableEntity entity) => Blob.Decompress(Blob.Read(entity, CountsColumn));

    private async Task<bool> TrySubmit(IEnumerable<TableTransactionAction> actions, CancellationToken cancellation)
    {
        try
        {
            await tables.CallLogStats.SubmitTransactionAsync(actions, cancellation);
            return true;
        }
        catch (TableTransactionFailedException failure) when (failure.Status is 404 or 409 or 412)
        {
            return false;
        }
    }

    private AsyncPageable<TableEntity> UnversionedRows(CancellationToken cancellation) => tables.CallLogStats.QueryAsync<TableEntity>(
        TableClient.CreateQueryFilter($"PartitionKey eq {Unversioned}"), select: ["PartitionKey", "RowKey"], cancellationToken: cancellation);
}
