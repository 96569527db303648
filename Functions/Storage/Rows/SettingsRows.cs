using Azure;
using Azure.Data.Tables;

namespace Serverless.Storage.Rows;

/// <summary>Reads and writes the row of the settings that administrators change, in table Settings. The event of each change is in its transaction.</summary>
public sealed class SettingsRows(Tables tables)
{
    /// <summary>Returns the row; null if no setting was ever set. Makes one request.</summary>
    public async Task<SettingsRow?> Find(CancellationToken cancellation) =>
        await tables.Settings.Find(SettingsRow.Partition, SettingsRow.RowKey, cancellation) is { } entity ? SettingsRow.From(entity) : null;

    /// <summary>Writes the row: adds it, or replaces it if no other call changed it. Returns false if another call was faster.</summary>
    public Task<bool> TryWrite(SettingsRow row, SiteImages images, AuditOutboxRow events, CancellationToken cancellation)
    {
        var entity = row.ToEntity();
        List<TableTransactionAction> changes =
            [row.Version.IsStored ? new(TableTransactionActionType.UpdateReplace, entity, entity.ETag) : new(TableTransactionActionType.Add, entity)];
        if (images.Added is { } added)
        {
            changes.Add(new(TableTransactionActionType.UpsertReplace, added.ToEntity()));
        }

        if (images.Removed is { } removed)
        {
            changes.Add(DeleteImage(removed));
        }

        return TryCommit(changes, events, cancellation);
    }

    /// <summary>Returns an image of the site; null if there is none of that name. Makes one request.</summary>
    public async Task<SiteImageRow?> FindImage(string name, CancellationToken cancellation) =>
        await tables.Settings.Find(SettingsRow.Partition, SiteImageRow.Key(name), cancellation) is { } entity ? SiteImageRow.From(entity) : null;

    /// <summary>Creates the table if there is none.</summary>
    public Task Create(CancellationToken cancellation) => tables.Settings.CreateIfNotExistsAsync(cancellation);

    /// <summary>Deletes the row. Returns false if another call changed it.</summary>
    public Task<bool> TryDelete(SettingsRow row, AuditOutboxRow events, CancellationToken cancellation)
    {
        var entity = row.ToEntity();
        List<TableTransactionAction> changes = [new(TableTransactionActionType.Delete, entity, entity.ETag)];
        if (row.Values.GetValueOrDefault("site_logo") is string logo)
        {
            changes.Add(DeleteImage(logo));
        }

        return TryCommit(changes, events, cancellation);
    }

    private static TableTransactionAction DeleteImage(string name) => new(TableTransactionActionType.Delete, new TableEntity(SettingsRow.Partition, SiteImageRow.Key(name)) { ETag = ETag.All });

    /// <summary>Writes the rows together with the events. The row of the events has an id of its own, so it shows whether an earlier attempt was applied.</summary>
    internal async Task<bool> TryCommit(List<TableTransactionAction> changes, AuditOutboxRow events, CancellationToken cancellation)
    {
        var outbox = events.ToEntity(SettingsRow.Partition);
        ((TableEntity)changes[0].Entity).Stamp();
        var revision = outbox.Stamp();
        try
        {
            await tables.Settings.SubmitTransactionAsync([.. changes, new(TableTransactionActionType.Add, outbox)], cancellation);
            return true;
        }
        catch (TableTransactionFailedException failure) when (failure.Status is 404 or 409 or 412)
        {
            return (await tables.Settings.Find(outbox.PartitionKey, outbox.RowKey, cancellation))?.HasRevision(revision) == true;
        }
    }
}
