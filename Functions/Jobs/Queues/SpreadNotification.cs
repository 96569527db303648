using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Serverless.Accounts;
using Serverless.Sockets;

namespace Serverless.Jobs.Queues;

/// <summary>
/// Gives a notification to the users of a message. Whoever does not exist gets none; who has it already, by an earlier delivery, keeps it. Also repeats
/// what sockets could not be told, see <see cref="SocketPushes"/>.
/// </summary>
public sealed class SpreadNotification(AccountStore accounts, Notes notes, NotificationQueue queue, SocketClient sockets, OutagePause pause)
{
    /// <summary>The queue trigger.</summary>
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

        var batch = JsonSerializer.Deserialize(message, NotificationJson.Default.NotificationBatch) ?? throw new JsonException("The message is null.");
        var note = new Note(batch.Id, batch.Created, batch.Subject, batch.Body, IsRead: false);
        foreach (var userId in batch.UserIds)
        {
            if (await accounts.Read(userId, cancellation) is not null)
            {
                await notes.Add(userId, note, cancellation);
                if (await accounts.Read(userId, cancellation) is not null)
                {
                    continue;
                }
            }

            // Deleted between the two readings, now or at an earlier delivery: his erasure may not have seen the row.
            await notes.Remove(userId, note, cancellation);
        }
    }
}
