using System.Text.Json;
using Azure.Storage.Queues;
using Microsoft.Extensions.Options;
using Serverless.Storage;

namespace Serverless.Domain.Email;

/// <summary>The queue of mail to be sent, named by <c>Email__Queue</c>.</summary>
public sealed class EmailQueue(StorageClients clients, IOptions<EmailOptions> options, TimeProvider time) : IAppQueue
{
    private readonly QueueClient _queue = clients.Queue(options.Value.Queue);

    /// <inheritdoc />
    public string Name => _queue.Name;

    /// <inheritdoc />
    public Task Create(CancellationToken cancellation) => _queue.CreateIfNotExistsAsync(cancellationToken: cancellation);

    /// <summary>Puts a message back as it came, to be seen after a while.</summary>
    public Task PutBack(string message, TimeSpan delay, CancellationToken cancellation) => _queue.SendMessageAsync(message, delay, cancellationToken: cancellation);

    /// <summary>Asks for a mail. The client may send a request twice when an answer is lost: the mail's id makes that harmless.</summary>
    /// <param name="request">What for.</param>
    /// <param name="cancellation">Cancels the message.</param>
    /// <param name="delay">How long nobody sees the message, at most seven days; null for at once.</param>
    public Task Send(EmailRequest request, CancellationToken cancellation, TimeSpan? delay = null) =>
        _queue.SendMessageAsync(JsonSerializer.Serialize(request with { Requested = request.Requested ?? time.GetUtcNow() }, EmailJson.Default.EmailRequest), delay, cancellationToken: cancellation);
}
