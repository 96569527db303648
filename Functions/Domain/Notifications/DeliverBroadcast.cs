using Serverless.Domain.Users;
using Serverless.Storage.Rows;

namespace Serverless.Domain.Notifications;

/// <summary>Delivers a part of a notification to all users, and requests the next part.</summary>
/// <remarks>
/// <para>The row of the notification contains the progress of the delivery. A part that a crash interrupted is repeated from its beginning. Users who have the
/// notification keep it, because its id is the same.</para>
/// <para>If a message is delivered twice, two runs deliver the same part. One of them stores its progress, and requests the next part. The other one
/// stops.</para>
/// </remarks>
public sealed class DeliverBroadcast(BroadcastRows rows, AccountStore accounts, NotificationStore notifications, NotificationQueue queue, TimeProvider time)
{
    /// <summary>The number of users in a part. Even with slow storage, the delivery to them fits into the time that the Functions host allows for a function.</summary>
    public const int PartSize = 500;

    private const int AtOnce = 8;

    /// <summary>Delivers the next part. Does nothing if all are delivered, or if the notification has expired.</summary>
    public async Task Run(long id, CancellationToken cancellation)
    {
        if (await rows.Find(id, cancellation) is not { Finished: null } row)
        {
            return;
        }

        var now = time.GetUtcNow();
        var users = row.Created + Notification.Lifetime > now ? await rows.Users(row.After, PartSize, cancellation) : [];
        var delivered = await Deliver(row, users, cancellation);
        var next = row with
        {
            After = users.Count > 0 ? users[^1].PartitionKey : row.After,
            Delivered = row.Delivered + delivered,
            Finished = users.Count < PartSize ? now : null,
        };
        if (await rows.TryUpdate(next, cancellation) && next.Finished is null)
        {
            await queue.SendPart(id, cancellation);
        }
    }

    private async Task<int> Deliver(BroadcastRow row, IReadOnlyList<BroadcastUser> users, CancellationToken cancellation)
    {
        var notification = new Notification(row.Id, row.Created, row.Subject, row.Body, IsRead: false);
        var delivered = 0;
        // Users who signed up later get no notification. A user of the same moment may get it, because the clocks of two instances differ.
        var meant = users.Where(user => !user.IsErasing && user.Created <= row.Created);
        await Parallel.ForEachAsync(meant, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (user, stop) =>
        {
            await notifications.Add(user.Id, notification, stop);
            if (await accounts.Read(user.Id, stop) is null)
            {
                await notifications.Remove(user.Id, notification, stop); // erased in the meantime: the erasure may have missed the row
                return;
            }

            Interlocked.Increment(ref delivered);
        });
        return delivered;
    }
}
