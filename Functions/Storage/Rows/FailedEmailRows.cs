using Azure.Data.Tables;

namespace Serverless.Storage.Rows;

/// <summary>Reads and writes the rows of table Mail. The table always has few rows.</summary>
public sealed class FailedEmailRows(Tables tables)
{
    /// <summary>Adds a row for a message. An existing row stays unchanged.</summary>
    public async Task<FailedEmailRow> Add(string message, DateTimeOffset failed, string reason, CancellationToken cancellation)
    {
        // The key is the message itself, so that a second delivery of the message finds the row of the first.
        var row = new FailedEmailRow(Key.Encode(message), message, failed, reason);
        var entity = row.ToEntity();
        await tables.Mail.TryAdd(entity, cancellation);
        return row with { Version = new(entity.ETag) };
    }

    /// <summary>Returns all rows.</summary>
    public IAsyncEnumerable<FailedEmailRow> All(CancellationToken cancellation) =>
        tables.Mail.QueryAsync<TableEntity>(cancellationToken: cancellation).Select(FailedEmailRow.From);

    /// <summary>Returns the number of rows, at most 1,000. Reads only their keys, by one request.</summary>
    public async Task<int> Count(CancellationToken cancellation) =>
        (await tables.Mail.QueryAsync<TableEntity>(select: [nameof(TableEntity.PartitionKey)], cancellationToken: cancellation).AsPages().FirstAsync(cancellation)).Values.Count;

    /// <summary>Deletes a row. Returns false if it changed.</summary>
    public Task<bool> TryDelete(FailedEmailRow row, CancellationToken cancellation) => tables.Mail.TryDelete(row.ToEntity(), cancellation);
}
