using Serverless.Domain.Permissions;
using Serverless.Domain.Users;
using Serverless.Storage.Rows;

namespace Serverless.Domain.Notifications;

/// <summary>
/// Stores the notifications of users as rows of their partitions. The user row does not list them, unlike all other rows of the partition. No decision
/// depends on them, so they need not change under the ETag of the user row.
/// </summary>
public sealed class NotificationStore(NotificationRows rows, Standing standing, IUserEvents events, TimeProvider time)
{
    /// <summary>The maximum number of notifications in one response.</summary>
    public const int MaximumRead = 100;

    /// <summary>Returns the notifications of a user that have not expired, newest first. Makes one request for each thousand rows.</summary>
    public IAsyncEnumerable<Notification> Read(long userId)
    {
        var now = time.GetUtcNow();
        return rows.List(userId).Select(Notification.From).Where(notification => notification.Created + Notification.Lifetime > now);
    }

    /// <summary>Adds a notification. One that an earlier delivery of the message already added stays unchanged.</summary>
    public async Task Add(long userId, Notification notification, CancellationToken cancellation)
    {
        await rows.Add(userId, notification.ToRow(), cancellation);
        events.Notified(userId);
    }

    /// <summary>Deletes a notification that <see cref="Add"/> wrote.</summary>
    public Task Remove(long userId, Notification notification, CancellationToken cancellation) =>
        rows.Delete(userId, notification.Id, cancellation);

    /// <summary>Marks notifications of the actor as read or unread.</summary>
    /// <returns>The number of ids that belong to the user.</returns>
    public Task<int> Mark(Actor actor, IReadOnlySet<long> ids, bool isRead, CancellationToken cancellation) =>
        Apply(actor, ids, (batch, id) => batch.MarkNotification(id, isRead), cancellation);

    /// <summary>Deletes notifications of the actor.</summary>
    /// <returns>The number of ids that belong to the user.</returns>
    public Task<int> Delete(Actor actor, IReadOnlySet<long> ids, CancellationToken cancellation) =>
        Apply(actor, ids, (batch, id) => batch.DeleteNotification(id), cancellation);

    /// <summary>Deletes the rows of expired notifications of all users. Each run examines a part of the table.</summary>
    /// <returns>The number of deleted rows.</returns>
    public Task<int> DeleteExpired(CancellationToken cancellation) => rows.SweepExpired(time.GetUtcNow(), cancellation);

    private async Task<int> Apply(Actor actor, IReadOnlySet<long> ids, Action<AccountTransaction, long> write, CancellationToken cancellation)
    {
        var own = await Read(actor.UserId).Select(notification => notification.Id).Where(ids.Contains).ToListAsync(cancellation);
        foreach (var batch in own.Chunk(NotificationRows.BatchSize))
        {
            var transaction = new AccountTransaction(actor.UserId);
            foreach (var id in batch)
            {
                write(transaction, id);
            }

            Standing.Require(actor, transaction);
            if (!await rows.TryCommit(transaction, cancellation))
            {
                // The credential ended, or a notification was deleted: by another call, or by this deletion if its response was lost. Reads the rows again.
                await standing.Demand(actor, changed: null, cancellation);
                return await Apply(actor, ids, write, cancellation);
            }
        }

        return own.Count;
    }
}
