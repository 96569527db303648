using Serverless.Domain.Lists;
using Serverless.Domain.Permissions;
using Serverless.Domain.Users;
using Serverless.Domain.Users.Index;
using Serverless.Storage.Index;
using Serverless.Storage.Rows;

namespace Serverless.Domain.Notifications;

/// <summary>Begins to send a notification to all users. A chain of queue messages delivers it, see <see cref="DeliverBroadcast"/>.</summary>
public sealed class StartBroadcast(BroadcastRows rows, NotificationQueue queue, ListUsers listUsers, Standing standing)
{
    private static readonly SortBy[] ById = [new("id", IsDescending: false)];

    /// <summary>Stores the notification, and requests its first part.</summary>
    /// <param name="actor">The actor. Its credential must still be valid.</param>
    /// <param name="notification">The notification.</param>
    /// <param name="cancellation">Cancels the call between two writes. After the first one, the row stays without effect until it is deleted.</param>
    public async Task Run(Actor actor, Notification notification, CancellationToken cancellation)
    {
        var expected = await Count(cancellation);
        await standing.Demand(actor, changed: null, cancellation);
        var row = new BroadcastRow { Id = notification.Id, Created = notification.Created, Subject = notification.Subject, Body = notification.Body, Expected = expected };
        await rows.Add(row, cancellation);
        await queue.SendPart(notification.Id, cancellation);
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
