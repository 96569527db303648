namespace Serverless.Storage.Rows;

/// <summary>Reads and writes the row of the demo data in table Counters.</summary>
public sealed class DemoRows(Tables tables)
{
    /// <summary>Returns the row; null if no demo data was ever begun.</summary>
    public async Task<DemoRow?> Find(CancellationToken cancellation) =>
        await tables.Counters.Find(DemoRow.Partition, DemoRow.RowKey, cancellation) is { } entity ? DemoRow.From(entity) : null;

    /// <summary>Adds the row. Returns false if another process was faster.</summary>
    public Task<bool> TryAdd(DemoRow row, CancellationToken cancellation) => tables.Counters.TryAdd(row.ToEntity(), cancellation);

    /// <summary>Replaces the row. Returns false if another process changed it.</summary>
    public Task<bool> TryUpdate(DemoRow row, CancellationToken cancellation) => tables.Counters.TryUpdate(row.ToEntity(), cancellation);
}
