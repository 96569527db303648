using Azure.Data.Tables;

namespace Serverless.Storage.Rows;

/// <summary>Reads and writes the row of the settings that administrators change, in table Settings.</summary>
public sealed class SettingsRows(Tables tables)
{
    /// <summary>Returns the row; null if no setting was ever set. Makes one request.</summary>
    public async Task<SettingsRow?> Find(CancellationToken cancellation) =>
        await tables.Settings.Find(SettingsRow.Partition, SettingsRow.RowKey, cancellation) is { } entity ? SettingsRow.From(entity) : null;

    /// <summary>Writes the row: adds it, or replaces it if no other call changed it. Returns false if another call was faster.</summary>
    public Task<bool> TryWrite(SettingsRow row, CancellationToken cancellation) =>
        row.Version.IsStored ? tables.Settings.TryUpdate(row.ToEntity(), cancellation) : tables.Settings.TryAdd(row.ToEntity(), cancellation);

    /// <summary>Deletes all settings. Creates the table if there is none.</summary>
    /// <returns>Whether there were settings; null if another call changed them meanwhile.</returns>
    public async Task<bool?> TryReset(CancellationToken cancellation)
    {
        await tables.Settings.CreateIfNotExistsAsync(cancellation);
        var hadSettings = false;
        await foreach (var entity in tables.Settings.QueryAsync<TableEntity>(row => row.PartitionKey == SettingsRow.Partition, cancellationToken: cancellation))
        {
            if (!await tables.Settings.TryDelete(entity, cancellation))
            {
                return null;
            }

            hadSettings = true;
        }

        return hadSettings;
    }
}
