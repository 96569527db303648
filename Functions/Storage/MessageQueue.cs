using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;

namespace Serverless.Storage;

/// <summary>Represents a queue of the app. The start of the app creates it. A derived class knows what the messages contain.</summary>
/// <param name="clients">Creates the clients of the storage account.</param>
/// <param name="name">The name of the queue.</param>
public abstract class MessageQueue(StorageClients clients, string name)
{
    private const int MostAtOnce = 32;

    /// <summary>Gets the name of the queue.</summary>
    public string Name => name;

    /// <summary>Gets the name of the queue with the messages that failed. The Functions host moves a message there when the function has failed five times.</summary>
    public string PoisonName => $"{name}-poison";

    // The clients are created on first use, because most instances need few of them.
    private QueueClient Queue => field ??= clients.Queue(Name);

    private QueueClient Poison => field ??= clients.Queue(PoisonName);

    /// <summary>Creates the queue if it does not exist.</summary>
    public Task Create(CancellationToken cancellation) => Queue.CreateIfNotExistsAsync(cancellationToken: cancellation);

    /// <summary>Returns the approximate number of messages, also of those that are not visible yet.</summary>
    public async Task<int> Length(CancellationToken cancellation) => (await Queue.GetPropertiesAsync(cancellation)).Value.ApproximateMessagesCount;

    /// <summary>Puts a message back unchanged. It becomes visible after the delay.</summary>
    public Task PutBack(string message, TimeSpan delay, CancellationToken cancellation) => SendText(message, cancellation, delay);

    /// <summary>Moves all messages that failed back to the queue, so that their attempts begin again.</summary>
    /// <remarks>A message is sent before it is deleted. An interrupted run moves it twice, which every function tolerates.</remarks>
    /// <returns>The number of messages.</returns>
    public async Task<int> RetryPoison(CancellationToken cancellation)
    {
        if (!await Poison.ExistsAsync(cancellation))
        {
            return 0;
        }

        await Create(cancellation);
        var moved = 0;
        while ((await Poison.ReceiveMessagesAsync(MostAtOnce, cancellationToken: cancellation)).Value is { Length: > 0 } messages)
        {
            foreach (var message in messages)
            {
                await Move(message, cancellation);
                moved++;
            }
        }

        return moved;
    }

    /// <summary>Sends a message.</summary>
    /// <param name="message">The content.</param>
    /// <param name="cancellation">Cancels the request.</param>
    /// <param name="delay">The time until the message becomes visible, at most seven days; null for immediately.</param>
    protected Task SendText(string message, CancellationToken cancellation, TimeSpan? delay = null) => Queue.SendMessageAsync(message, delay, cancellationToken: cancellation);

    private async Task Move(QueueMessage message, CancellationToken cancellation)
    {
        await Queue.SendMessageAsync(message.Body, cancellationToken: cancellation);
        await Poison.DeleteMessageAsync(message.MessageId, message.PopReceipt, cancellation);
    }
}
