using Azure.Storage.Queues;
using Microsoft.Extensions.Options;
using Serverless.Storage;

namespace Serverless.Domain.Users;

/// <summary>The queue of users to be erased, named by <c>Erase__Queue</c>.</summary>
public sealed class EraseQueue(StorageClients clients, IOptions<EraseOptions> options) : IAppQueue
{
    private readonly QueueClient _queue = clients.Queue(options.Value.Queue);

    /// <inheritdoc />
    public string Name => _queue.Name;

    /// <inheritdoc />
    public Task Create(CancellationToken cancellation) => _queue.CreateIfNotExistsAsync(cancellationToken: cancellation);

    /// <summary>Puts a message back as it came, to be seen after a while.</summary>
    public Task PutBack(string message, TimeSpan delay, CancellationToken cancellation) => _queue.SendMessageAsync(message, delay, cancellationToken: cancellation);

    /// <summary>Asks for the erasure of a user to be finished. Twice does no harm.</summary>
    public Task Send(long userId, CancellationToken cancellation) => _queue.SendMessageAsync(Key.Encode(userId), cancellationToken: cancellation);
}
