using Azure.Storage.Queues;
using Microsoft.Extensions.Options;
using Serverless.Storage;

namespace Serverless.Domain.Users;

/// <summary>Represents the queue of users to erase. Its name is the setting <c>Erase__Queue</c>.</summary>
public sealed class EraseQueue(StorageClients clients, IOptions<EraseOptions> options) : IAppQueue
{
    private readonly QueueClient _queue = clients.Queue(options.Value.Queue);

    /// <inheritdoc />
    public string Name => _queue.Name;

    /// <inheritdoc />
    public Task Create(CancellationToken cancellation) => _queue.CreateIfNotExistsAsync(cancellationToken: cancellation);

    /// <summary>Puts a message back unchanged. It becomes visible after the delay.</summary>
    public Task PutBack(string message, TimeSpan delay, CancellationToken cancellation) => _queue.SendMessageAsync(message, delay, cancellationToken: cancellation);

    /// <summary>Queues a user whose erasure is to be finished. The operation is idempotent.</summary>
    public Task Send(long userId, CancellationToken cancellation) => _queue.SendMessageAsync(Key.Encode(userId), cancellationToken: cancellation);
}
