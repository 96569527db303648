namespace Serverless.Storage.Rows;

/// <summary>Reads and writes the rows of leases in table Counters.</summary>
public sealed class LeaseRows(Tables tables)
{
    /// <summary>Returns the row of a lease; null if no process has held it yet.</summary>
    public async Task<LeaseRow?> Find(string name, CancellationToken cancellation) =>
        await tables.Counters.Find(LeaseRow.Partition, name, cancellation) is { } entity ? LeaseRow.From(entity) : null;

    /// <summary>Writes the row of a lease: adds it, or replaces it if no other process changed it.</summary>
    /// <returns>The row as written; null if another process was faster.</returns>
    public async Task<LeaseRow?> TryWrite(LeaseRow row, CancellationToken cancellation)
    {
        var entity = row.ToEntity();
        return (row.Version.IsStored ? await tables.Counters.TryUpdate(entity, cancellation) : await tables.Counters.TryAdd(entity, cancellation))
            ? LeaseRow.From(entity)
            : null;
    }
}
