namespace Serverless.Storage.Rows;

/// <summary>Reads and writes the notifications that belong to idempotency keys, in table Limits.</summary>
public sealed class NotificationKeyRows(Tables tables)
{
    /// <summary>Adds a row. If its key has one, returns that one instead.</summary>
    public async Task<NotificationKeyRow> AddOrFind(NotificationKeyRow row, CancellationToken cancellation)
    {
        var entity = row.ToEntity();
        if (await tables.Limits.TryAdd(entity, cancellation))
        {
            return row with { Version = row.Version.After(entity) };
        }

        return await tables.Limits.Find(row.Key, row.Key, cancellation) is { } found
            ? NotificationKeyRow.From(found)
            : await AddOrFind(row, cancellation); // it had expired and was deleted in between
    }

    /// <summary>Changes a row, unless another call did so in the meantime.</summary>
    public Task<bool> TryUpdate(NotificationKeyRow row, CancellationToken cancellation) => tables.Limits.TryUpdate(row.ToEntity(), cancellation);
}
