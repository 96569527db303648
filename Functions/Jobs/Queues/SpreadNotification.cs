using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Serverless.Domain.Notifications;
using Serverless.Domain.Users;
using Serverless.Sockets;

namespace Serverless.Jobs.Queues;

/// <summary>
/// Adds a notification to the users of a message, or to a part of all users, see <see cref="DeliverBroadcast"/>. Missing users are skipped. A user that has it
/// from an earlier delivery keeps it. Also repeats pushes to sockets that failed, see <see cref="SocketPushes"/>.
/// </summary>
public sealed class SpreadNotification(AccountStore accounts, NotificationStore notifications, NotificationQueue queue, DeliverBroadcast deliverBroadcast, SocketClient sockets, OutagePause pause)
{
    /// <summary>Handles a message of the queue.</summary>
    [Function("spread-notification")]
    public Task Run([QueueTrigger("%Notifications:Queue%")] string message, CancellationToken cancellation) =>
        pause.Run("spread-notification", () => Spread(message, cancellation), delay => queue.PutBack(message, delay, cancellation), cancellation);

    private async Task Spread(string message, CancellationToken cancellation)
    {
        if (SocketPush.Parse(message) is { } push)
        {
            await sockets.Send(push, cancellation);
            return;
        }

        if (BroadcastPart.Parse(message) is { } part)
        {
            await deliverBroadcast.Run(part.BroadcastId, cancellation);
            return;
        }

        var batch = JsonSerializer.Deserialize(message, NotificationJson.Default.NotificationBatch) ?? throw new JsonException("The message is null.");
        var notification = new Notification(batch.Id, batch.Created, batch.Subject, batch.Body, IsRead: false);
        foreach (var userId in batch.UserIds)
        {
            if (await accounts.Read(userId, cancellation) is not null)
            {
                await notifications.Add(userId, notification, cancellation);
                if (await accounts.Read(userId, cancellation) is not null)
                {
                    continue;
                }
            }

            // The user was erased between the two reads, now or in an earlier delivery: their erasure may have missed the row.
            await notifications.Remove(userId, notification, cancellation);
        }
    }
}
