using Azure;
using Azure.Data.Tables;

namespace Serverless.Storage.Rows;

/// <summary>Reads and writes the notifications of users in table Accounts.</summary>
public sealed class NotificationRows(Tables tables, TableSweep sweep)
{
    /// <summary>The most notifications that one transaction changes. One write is left for the check of the credential.</summary>
    public const int BatchSize = TableExtensions.LargestTransaction - 1;

    private const int DeletionsAtOnce = 16;

    /// <summary>Returns the notifications of a user, newest first. Makes one request for each thousand rows.</summary>
    public IAsyncEnumerable<NotificationRow> List(long userId)
    {
        var filter = RowRange.InPartition(Key.Encode(userId), NotificationRow.KeyPrefix, NotificationRow.KeyEnd);
        return tables.Accounts.QueryAsync<TableEntity>(filter).Select(NotificationRow.From);
    }

    /// <summary>Adds a notification. An existing one stays unchanged.</summary>
    public Task Add(long userId, NotificationRow notification, CancellationToken cancellation) => tables.Accounts.TryAdd(notification.ToEntity(userId), cancellation);

    /// <summary>Deletes a notification.</summary>
    public Task Delete(long userId, long id, CancellationToken cancellation) =>
        tables.Accounts.DeleteEntityAsync(Key.Encode(userId), NotificationRow.Key(id), ETag.All, cancellation);

    /// <summary>Writes notifications of a user in one transaction. Returns false if a row that it changes or requires does not exist.</summary>
    internal async Task<bool> TryCommit(AccountTransaction transaction, CancellationToken cancellation)
    {
        try
        {
            await tables.Accounts.SubmitTransactionAsync(transaction.Actions, cancellation);
            return true;
        }
        catch (TableTransactionFailedException gone) when (gone.Status == 404)
        {
            return false;
        }
    }

    /// <summary>Deletes the expired notifications of all users. Each run examines a part of the table.</summary>
    /// <returns>The number of deleted rows.</returns>
    public async Task<int> SweepExpired(DateTimeOffset now, CancellationToken cancellation)
    {
        var (first, end) = (NotificationRow.KeyPrefix, NotificationRow.KeyEnd);
        var filter = TableClient.CreateQueryFilter($"RowKey ge {first} and RowKey lt {end} and Expires le {now}");
        var deleted = 0;
        await sweep.Run("expired-notifications", tables.Accounts, filter, Delete, cancellation, select: Columns.Keys, DeletionsAtOnce);
        return deleted;

        async ValueTask Delete(TableEntity entity, CancellationToken stop)
        {
            entity.ETag = ETag.All;
            await tables.Accounts.TryDelete(entity, stop);
            Interlocked.Increment(ref deleted);
        }
    }
}
