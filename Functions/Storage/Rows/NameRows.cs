using Azure;
using Azure.Data.Tables;

namespace Serverless.Storage.Rows;

/// <summary>Reads and writes the rows of table Names.</summary>
public sealed class NameRows(Tables tables, TableSweep sweep)
{
    /// <summary>Returns the row of a name, or null. Makes one request.</summary>
    public async Task<NameRow?> Find(string key, CancellationToken cancellation) =>
        await tables.Names.Find(key, key, cancellation) is { } entity ? NameRow.From(entity) : null;

    /// <summary>Reserves a name that has no row. Returns null if another call reserved it.</summary>
    public async Task<NameRow?> TryReserve(NameRow row, CancellationToken cancellation)
    {
        var entity = row.ToEntity();
        return await tables.Names.TryAdd(entity, cancellation) ? row with { Version = row.Version.After(entity) } : null;
    }

    /// <summary>Replaces the row of a name. Returns null if another call changed or deleted it.</summary>
    public async Task<NameRow?> TryUpdate(NameRow row, CancellationToken cancellation)
    {
        var entity = row.ToEntity();
        return await tables.Names.TryUpdate(entity, cancellation) ? row with { Version = row.Version.After(entity) } : null;
    }

    /// <summary>Deletes the row of a name. Returns false if another call changed it.</summary>
    public Task<bool> TryDelete(NameRow row, CancellationToken cancellation) => tables.Names.TryDelete(row.ToEntity(), cancellation);

    /// <summary>Marks the row of a name as pending, even if it changed. Does nothing if there is no row.</summary>
    public async Task BeginRelease(string key, DateTimeOffset pendingUntil, CancellationToken cancellation)
    {
        try
        {
            var entity = new TableEntity(key, key) { [nameof(NameRow.PendingUntil)] = pendingUntil };
            // ETag.All: the other columns never change.
            await tables.Names.UpdateEntityAsync(entity, ETag.All, TableUpdateMode.Merge, cancellation);
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
        }
    }

    /// <summary>Deletes the row of a name, even if it changed.</summary>
    public Task Release(string key, CancellationToken cancellation) => tables.Names.DeleteEntityAsync(key, key, ETag.All, cancellation);

    /// <summary>Handles the rows whose pending time is over. Each run examines a part of the table.</summary>
    public Task SweepExpired(DateTimeOffset now, Func<NameRow, CancellationToken, ValueTask> handle, CancellationToken cancellation) => sweep.Run(
        "repair-names", tables.Names, TableClient.CreateQueryFilter($"PendingUntil lt {now}"), (entity, stop) => handle(NameRow.From(entity), stop), cancellation);
}
