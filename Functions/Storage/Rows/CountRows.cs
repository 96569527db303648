using Azure.Data.Tables;

namespace Serverless.Storage.Rows;

/// <summary>Reads and writes the rows of table Limits.</summary>
public sealed class CountRows(Tables tables, TableSweep sweep)
{
    private const int DeletionsAtOnce = 16;

    /// <summary>Returns the row of a key, or null. Makes one request.</summary>
    public async Task<CountRow?> Find(string key, CancellationToken cancellation) =>
        await tables.Limits.Find(key, key, cancellation) is { } entity ? CountRow.From(entity) : null;

    /// <summary>Writes a row: adds it, or replaces it if no other call changed it.</summary>
    /// <returns>The row as written; null if another call was faster.</returns>
    public async Task<CountRow?> TryWrite(CountRow row, CancellationToken cancellation)
    {
        var entity = row.ToEntity();
        return (row.Version.IsStored ? await tables.Limits.TryUpdate(entity, cancellation) : await tables.Limits.TryAdd(entity, cancellation))
            ? row with { Version = row.Version.After(entity) }
            : null;
    }

    /// <summary>Deletes a row. Returns false if another call changed it.</summary>
    public Task<bool> TryDelete(CountRow row, CancellationToken cancellation) => tables.Limits.TryDelete(row.ToEntity(), cancellation);

    /// <summary>Deletes the rows that expired before a time. Each run examines a part of the table.</summary>
    /// <returns>The number of deleted rows.</returns>
    public async Task<int> SweepExpired(DateTimeOffset before, CancellationToken cancellation)
    {
        var deleted = 0;
        await sweep.Run("expired-limits", tables.Limits, TableClient.CreateQueryFilter($"Expires lt {before}"), Delete, cancellation, rowsAtOnce: DeletionsAtOnce);
        return deleted;

        async ValueTask Delete(TableEntity entity, CancellationToken stop)
        {
            // With the ETag: another call may be counting again.
            if (await tables.Limits.TryDelete(entity, stop))
            {
                Interlocked.Increment(ref deleted);
            }
        }
    }
}
