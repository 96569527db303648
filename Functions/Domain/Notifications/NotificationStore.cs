using Azure;
using Azure.Data.Tables;
using Serverless.Domain.Permissions;
using Serverless.Domain.Users;
using Serverless.Storage;

namespace Serverless.Domain.Notifications;

/// <summary>
/// Stores the notifications of users as rows of their partitions. The user row does not list them, unlike all other rows of the partition. No decision
/// depends on them, so they need not change under the ETag of the user row.
/// </summary>
public sealed class NotificationStore(Tables tables, Standing standing, TableSweep sweep, IUserEvents events, TimeProvider time)
{
    /// <summary>The maximum number of notifications in one response.</summary>
    public const int MaximumRead = 100;

    private const int BatchSize = TableExtensions.LargestTransaction - 1; // one action is left for the assertion that the credential is valid
    private const int DeletionsAtOnce = 16;

    /// <summary>Returns the notifications of a user that have not expired, newest first. Makes one request for each thousand rows.</summary>
    public IAsyncEnumerable<Notification> Read(long userId)
    {
        var now = time.GetUtcNow();
        return Rows(userId).Select(Notification.From).Where(notification => notification.Created + Notification.Lifetime > now);
    }

    /// <summary>Adds a notification. One that an earlier delivery of the message already added stays unchanged.</summary>
    public async Task Add(long userId, Notification notification, CancellationToken cancellation)
    {
        await tables.Accounts.TryAdd(notification.ToRow(userId), cancellation);
        events.Notified(userId);
    }

    /// <summary>Deletes a notification that <see cref="Add"/> wrote.</summary>
    public Task Remove(long userId, Notification notification, CancellationToken cancellation) =>
        tables.Accounts.DeleteEntityAsync(Key.Encode(userId), Notification.Key(notification.Id), ETag.All, cancellation);

    /// <summary>Marks notifications of the actor as read or unread.</summary>
    /// <returns>The number of ids that belong to the user.</returns>
    public Task<int> Mark(Actor actor, IReadOnlySet<long> ids, bool isRead, CancellationToken cancellation) =>
        // A merge with ETag.All updates an existing row, and never recreates a deleted one.
        Apply(actor, ids, row => new(TableTransactionActionType.UpdateMerge, new TableEntity(row.PartitionKey, row.RowKey) { [Notification.ReadColumn] = isRead }, ETag.All), cancellation);

    /// <summary>Deletes notifications of the actor.</summary>
    /// <returns>The number of ids that belong to the user.</returns>
    public Task<int> Delete(Actor actor, IReadOnlySet<long> ids, CancellationToken cancellation) =>
        Apply(actor, ids, row => new(TableTransactionActionType.Delete, row, ETag.All), cancellation);

    /// <summary>Deletes the rows of expired notifications of all users. Each run examines a part of the table.</summary>
    /// <returns>The number of deleted rows.</returns>
    public async Task<int> DeleteExpired(CancellationToken cancellation)
    {
        var (first, end, now) = (Notification.KeyPrefix, Notification.KeyEnd, time.GetUtcNow());
        var filter = TableClient.CreateQueryFilter($"RowKey ge {first} and RowKey lt {end} and Expires le {now}");
        var deleted = 0;
        await sweep.Run("expired-notifications", tables.Accounts, filter, Delete, cancellation, select: ["PartitionKey", "RowKey"], DeletionsAtOnce);
        return deleted;

        async ValueTask Delete(TableEntity row, CancellationToken stop)
        {
            row.ETag = ETag.All;
            await tables.Accounts.TryDelete(row, stop);
            Interlocked.Increment(ref deleted);
        }
    }

    private async Task<int> Apply(Actor actor, IReadOnlySet<long> ids, Func<TableEntity, TableTransactionAction> action, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var own = await Rows(actor.UserId).Where(row => Notification.From(row) is var notification && ids.Contains(notification.Id) && notification.Created + Notification.Lifetime > now).ToListAsync(cancellation);
        foreach (var batch in own.Chunk(BatchSize))
        {
            try
            {
                await tables.Accounts.SubmitTransactionAsync(batch.Select(action).Concat(Standing.Assertion(actor)), cancellation);
            }
            catch (TableTransactionFailedException gone) when (gone.Status == 404)
            {
                // The credential ended, or a notification was deleted: by another call, or by this deletion if its response was lost. Reads the rows again.
                await standing.Demand(actor, changed: null, cancellation);
                return await Apply(actor, ids, action, cancellation);
            }
        }

        return own.Count;
    }

    private AsyncPageable<TableEntity> Rows(long userId)
    {
        var (partition, first, end) = (Key.Encode(userId), Notification.KeyPrefix, Notification.KeyEnd);
        return tables.Accounts.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {first} and RowKey lt {end}"));
    }
}
