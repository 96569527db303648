using Azure;
using Azure.Data.Tables;

namespace Serverless.Storage;

/// <summary>
/// Storage calls with optimistic concurrency. Ordinary outcomes (key exists, row changed, row deleted) are return values;
/// every other failure is an exception.
/// </summary>
/// <remarks>
/// The Azure client repeats a request whose response was lost. The repetition of a write that was applied fails with "exists already" or "changed
/// meanwhile". If the stored <see cref="Revision"/> has the revision of the caller, the earlier attempt succeeded.
/// </remarks>
public static class TableExtensions
{
    /// <summary>The column with the random revisions of the last writes, newest first. Most rows keep one.</summary>
    public const string Revision = "Revision";

    private const char RevisionSeparator = ' ';

    /// <summary>The most rows that the service changes in one transaction.</summary>
    public const int LargestTransaction = 100;

    /// <summary>The maximum number of rows that a query can ask for. The service refuses more; Azurite returns fewer.</summary>
    public const int LargestPage = 1_000;

    /// <summary>Reads one row. Returns null if the row does not exist.</summary>
    public static async Task<TableEntity?> Find(this TableClient table, string partition, string row, CancellationToken cancellation)
    {
        var response = await table.GetEntityIfExistsAsync<TableEntity>(partition, row, cancellationToken: cancellation);
        if (response.HasValue)
        {
            return response.Value;
        }

        var raw = response.GetRawResponse();
        // The client reports a missing table like a missing row. A broken installation must not turn callers into anonymous ones.
        return raw.Headers.TryGetValue("x-ms-error-code", out var code) && code == "TableNotFound" ? throw new RequestFailedException(raw) : null;
    }

    /// <summary>Inserts the row. Returns false if a row with this key exists and this call did not write it.</summary>
    public static async Task<bool> TryAdd(this TableClient table, TableEntity row, CancellationToken cancellation)
    {
        var revision = row.Stamp();
        try
        {
            row.ETag = (await table.AddEntityAsync(row, cancellation)).Headers.ETag ?? default;
            return true;
        }
        catch (RequestFailedException failure) when (failure.Status == 409)
        {
            return await table.AdoptOwnWrite(row, revision, cancellation);
        }
    }

    /// <summary>Replaces the row if it was not changed since it was read (its ETag). Returns false if it was changed or deleted.</summary>
    public static async Task<bool> TryUpdate(this TableClient table, TableEntity row, CancellationToken cancellation)
    {
        var revision = row.Stamp();
        try
        {
            row.ETag = (await table.UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace, cancellation)).Headers.ETag ?? default;
            return true;
        }
        catch (RequestFailedException failure) when (failure.Status is 412 or 404)
        {
            return await table.AdoptOwnWrite(row, revision, cancellation);
        }
    }

    /// <summary>
    /// Deletes the row if it was not changed since it was read. A row that does not exist counts as deleted, because a repeated request whose
    /// first response was lost cannot tell the difference. Where being first matters, the deletion goes through <c>AccountStore.TryCommit</c>.
    /// </summary>
    public static async Task<bool> TryDelete(this TableClient table, TableEntity row, CancellationToken cancellation)
    {
        try
        {
            await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, row.ETag, cancellation);
            return true;
        }
        catch (RequestFailedException failure) when (failure.Status == 412)
        {
            return false;
        }
    }

    /// <summary>
    /// Deletes the rows whatever their current content. Rows that do not exist count as deleted: another process may delete them at the same time.
    /// </summary>
    /// <exception cref="RequestFailedException">The service failed.</exception>
    public static async Task DeleteAll(this TableClient table, IEnumerable<TableEntity> rows, CancellationToken cancellation)
    {
        foreach (var chunk in rows.GroupBy(row => row.PartitionKey).SelectMany(partition => partition.Chunk(LargestTransaction)))
        {
            try
            {
                await table.SubmitTransactionAsync(chunk.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row, ETag.All)), cancellation);
            }
            catch (TableTransactionFailedException gone) when (gone.Status == 404)
            {
                await Task.WhenAll(chunk.Select(row => table.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All, cancellation)));
            }
        }
    }

    /// <summary>Marks the row with the revision of the next write.</summary>
    /// <param name="row">The row, with the revisions that were read.</param>
    /// <param name="kept">The number of revisions that the row keeps.</param>
    /// <returns>The new revision.</returns>
    public static string Stamp(this TableEntity row, int kept = 1)
    {
        var revision = Guid.NewGuid().ToString("N");
        row[Revision] = string.Join(RevisionSeparator, row.Revisions().Prepend(revision).Take(kept));
        return revision;
    }

    /// <summary>Returns whether the row has the revision of a write.</summary>
    public static bool HasRevision(this TableEntity row, string revision) => row.Revisions().Contains(revision);

    private static string[] Revisions(this TableEntity row) => row.GetString(Revision)?.Split(RevisionSeparator) ?? [];

    private static async Task<bool> AdoptOwnWrite(this TableClient table, TableEntity row, string revision, CancellationToken cancellation)
    {
        if (await table.Find(row.PartitionKey, row.RowKey, cancellation) is not { } stored || !stored.HasRevision(revision))
        {
            return false;
        }

        row.ETag = stored.ETag;
        return true;
    }
}
