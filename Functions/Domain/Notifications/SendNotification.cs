using Serverless.Domain.Permissions;
using Serverless.Domain.Users;

namespace Serverless.Domain.Notifications;

/// <summary>Sends a notification to chosen users. A queue delivers it.</summary>
public sealed class SendNotification(NotificationQueue queue, NotificationKeys keys, Standing standing)
{
    /// <summary>Queues the notification. A repetition goes on with the notification of the first call, and does nothing if that one ended.</summary>
    /// <param name="actor">The actor. Its credential must still be valid.</param>
    /// <param name="notification">The notification.</param>
    /// <param name="userIds">The recipients.</param>
    /// <param name="key">The idempotency key, or null.</param>
    /// <param name="cancellation">Cancels the call between two writes. The caller can repeat it with its key.</param>
    /// <returns>False if the key belongs to another notification.</returns>
    public async Task<bool> Run(Actor actor, Notification notification, IReadOnlyCollection<long> userIds, string? key, CancellationToken cancellation)
    {
        await standing.Demand(actor, changed: null, cancellation);
        if (key is null)
        {
            await queue.Send(notification, userIds, cancellation);
            return true;
        }

        if (await keys.Claim(actor.UserId, key, notification, userIds, cancellation) is not { } claim)
        {
            return false;
        }

        if (!claim.IsSent)
        {
            await queue.Send(notification with { Id = claim.NotificationId, Created = claim.Created }, userIds, cancellation);
            await keys.MarkSent(claim, cancellation);
        }

        return true;
    }
}
