namespace Serverless.Storage.Rows;

/// <summary>Reads and writes the delivery progress of emails without a token, in table Limits.</summary>
public sealed class EmailClaimRows(Tables tables)
{
    /// <summary>Returns the row of an email, or null. Makes one request.</summary>
    public async Task<EmailClaimRow?> Find(long id, CancellationToken cancellation) =>
        await tables.Limits.Find(EmailClaimRow.Key(id), EmailClaimRow.Key(id), cancellation) is { } entity ? EmailClaimRow.From(entity) : null;

    /// <summary>Writes a row: adds it, or replaces it if no other run changed it.</summary>
    /// <returns>The row as written; null if another run was faster.</returns>
    public async Task<EmailClaimRow?> TryWrite(EmailClaimRow row, CancellationToken cancellation)
    {
        var entity = row.ToEntity();
        return (row.Version.IsStored ? await tables.Limits.TryUpdate(entity, cancellation) : await tables.Limits.TryAdd(entity, cancellation))
            ? row with { Version = row.Version.After(entity) }
            : null;
    }
}
