using Azure;

namespace Serverless.Storage.Forms;

/// <summary>Reads and writes the <see cref="FormRow"/>.</summary>
public sealed class FormRows(Tables tables)
{
    /// <summary>Returns the row; null if the row or its table does not exist.</summary>
    public async Task<FormRow?> Read(CancellationToken cancellation)
    {
        try
        {
            return await tables.Settings.Find(FormRow.Partition, FormRow.Key, cancellation) is { } row ? FormRow.From(row) : null;
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == "TableNotFound")
        {
            return null;
        }
    }

    /// <summary>Stores the row if it was not changed since it was read.</summary>
    /// <returns>The row as stored; null if another instance was faster.</returns>
    public async Task<FormRow?> TryWrite(FormRow row, CancellationToken cancellation)
    {
        if (!row.Version.IsStored)
        {
            await tables.Settings.CreateIfNotExistsAsync(cancellation);
        }

        var entity = row.ToEntity();
        return await (row.Version.IsStored ? tables.Settings.TryUpdate(entity, cancellation) : tables.Settings.TryAdd(entity, cancellation))
            ? row with { Version = row.Version.After(entity) }
            : null;
    }
}
