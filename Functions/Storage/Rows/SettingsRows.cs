using Azure.Data.Tables;

namespace Serverless.Storage.Rows;

/// <summary>Reads and writes the row of the settings that administrators change, in table Settings. The event of each change is in its transaction.</summary>
public sealed class SettingsRows(Tables tables)
{
    /// <summary>Returns the row; null if no setting was ever set. Makes one request.</summary>
    public async Task<SettingsRow?> Find(CancellationToken cancellation) =>
        await tables.Settings.Find(SettingsRow.Partition, SettingsRow.RowKey, cancellation) is { } entity ? SettingsRow.From(entity) : null;

    /// <summary>Writes the row: adds it, or replaces it if no other call changed it. Returns false if another call was faster.</summary>
    public Task<bool> TryWrite(SettingsRow row, AuditOutboxRow events, CancellationToken cancellation)
    {
        var entity = row.ToEntity();
        return TryCommit(row.Version.IsStored ? new(TableTransactionActionType.UpdateReplace, entity, entity.ETag) : new(TableTransactionActionType.Add, entity), events, cancellation);
    }

    /// <summary>Creates the table if there is none.</summary>
    public Task Create(CancellationToken cancellation) => tables.Settings.CreateIfNotExistsAsync(cancellation);

    /// <summary>Deletes the row. Returns false if another call changed it.</summary>
    public Task<bool> TryDelete(SettingsRow row, AuditOutboxRow events, CancellationToken cancellation)
    {
        var entity = row.ToEntity();
        return TryCommit(new(TableTransactionActionType.Delete, entity, entity.ETag), events, cancellation);
    }

    /// <summary>Writes the row together with the events. The row of the events has an id of its own, so it shows whether an earlier attempt was applied.</summary>
    private async Task<bool> TryCommit(TableTransactionAction change, AuditOutboxRow events, CancellationToken cancellation)
    {
        var outbox = events.ToEntity(SettingsRow.Partition);
        ((TableEntity)change.Entity).Stamp();
        var revision = outbox.Stamp();
        try
        {
            await tables.Settings.SubmitTransactionAsync([change, new(TableTransactionActionType.Add, outbox)], cancellation);
            return true;
        }
        catch (TableTransactionFailedException failure) when (failure.Status is 404 or 409 or 412)
        {
            return (await tables.Settings.Find(outbox.PartitionKey, outbox.RowKey, cancellation))?.GetString(TableExtensions.Revision) == revision;
        }
    }
}
