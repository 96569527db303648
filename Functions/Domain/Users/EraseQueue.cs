using Microsoft.Extensions.Options;
using Serverless.Storage;

namespace Serverless.Domain.Users;

/// <summary>Represents the queue of users to erase. Its name is the setting <c>Erase__Queue</c>.</summary>
public sealed class EraseQueue(StorageClients clients, IOptions<EraseOptions> options) : MessageQueue(clients, options.Value.Queue)
{
    /// <summary>Queues a user whose erasure is to be finished. The operation is idempotent.</summary>
    public Task Send(long userId, CancellationToken cancellation) => SendText(Key.Encode(userId), cancellation);
}
