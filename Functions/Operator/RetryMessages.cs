using Azure.Storage.Queues;
using Microsoft.Extensions.Options;
using Serverless.Domain.Email;
using Serverless.Domain.Notifications;
using Serverless.Domain.Users;
using Serverless.Storage;

namespace Serverless.Operator;

/// <summary>Moves messages from the poison queues back to their queues, so that all attempts begin again.</summary>
/// <remarks>A message is sent before it is deleted. An interrupted run moves it twice, which every function tolerates.</remarks>
public sealed class RetryMessages(StorageClients clients, IOptions<EmailOptions> email, IOptions<EraseOptions> erase, IOptions<NotificationOptions> notifications)
{
    private const int MostAtOnce = 32;

    /// <summary>Moves all messages and prints their number.</summary>
    public async Task Run(CancellationToken cancellation)
    {
        foreach (var name in new[] { email.Value.Queue, erase.Value.Queue, notifications.Value.Queue })
        {
            var (queue, poison) = (clients.Queue(name), clients.Queue($"{name}-poison"));
            var moved = await poison.ExistsAsync(cancellation) ? await Move(poison, queue, cancellation) : 0;
            Console.WriteLine($"{poison.Name}: moved {moved} {(moved == 1 ? "message" : "messages")} back to {queue.Name}.");
        }
    }

    private static async Task<int> Move(QueueClient poison, QueueClient queue, CancellationToken cancellation)
    {
        await queue.CreateIfNotExistsAsync(cancellationToken: cancellation);
        var moved = 0;
        while ((await poison.ReceiveMessagesAsync(MostAtOnce, cancellationToken: cancellation)).Value is { Length: > 0 } messages)
        {
            foreach (var message in messages)
            {
                await queue.SendMessageAsync(message.Body, cancellationToken: cancellation);
                await poison.DeleteMessageAsync(message.MessageId, message.PopReceipt, cancellation);
                moved++;
            }
        }

        return moved;
    }
}
