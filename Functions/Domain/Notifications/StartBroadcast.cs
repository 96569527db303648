using Serverless.Domain.Lists;
using Serverless.Domain.Permissions;
using Serverless.Domain.Users;
using Serverless.Domain.Users.Index;
using Serverless.Storage.Index;
using Serverless.Storage.Rows;

namespace Serverless.Domain.Notifications;

/// <summary>Begins to send a notification to all users. A chain of queue messages delivers it, see <see cref="DeliverBroadcast"/>.</summary>
public sealed class StartBroadcast(BroadcastRows rows, NotificationQueue queue, ListUsers listUsers, NotificationKeys keys, Standing standing)
{
    private static readonly SortBy[] ById = [new("id", IsDescending: false)];

    /// <summary>Stores the notification, and requests its first part. A repetition goes on with the notification of the first call.</summary>
    /// <param name="actor">The actor. Its credential must still be valid.</param>
    /// <param name="notification">The notification.</param>
    /// <param name="key">The idempotency key, or null.</param>
    /// <param name="cancellation">Cancels the call between two writes. The caller can repeat it with its key. Until then, the rows have no effect.</param>
    /// <returns>The id of the notification; null if the key belongs to another notification.</returns>
    public async Task<long?> Run(Actor actor, Notification notification, string? key, CancellationToken cancellation)
    {
        var expected = await Count(cancellation);
        await standing.Demand(actor, changed: null, cancellation);
        if (key is not null)
        {
            if (await keys.Claim(actor.UserId, key, notification, [], cancellation) is not { } claim)
            {
                return null;
            }

            notification = notification with { Id = claim.NotificationId, Created = claim.Created };
        }

        var row = new BroadcastRow { Id = notification.Id, Created = notification.Created, Subject = notification.Subject, Body = notification.Body, Expected = expected };
        await rows.Add(row, cancellation); // an earlier call may have added it
        await queue.SendPart(notification.Id, cancellation); // a second message is harmless, see DeliverBroadcast
        return notification.Id;
    }

    /// <summary>Returns the number of users; null while the index is being rebuilt.</summary>
    private async Task<int?> Count(CancellationToken cancellation)
    {
        try
        {
            return (await listUsers.Page(ById, 0, 1, cancellation)).Total + 1; // and root, whom lists omit
        }
        catch (IndexNotReadyException)
        {
            return null;
        }
    }
}
