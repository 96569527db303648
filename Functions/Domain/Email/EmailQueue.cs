using System.Text.Json;
using Azure.Storage.Queues;
using Microsoft.Extensions.Options;
using Serverless.Storage;

namespace Serverless.Domain.Email;

/// <summary>The queue of emails to be sent, named by <c>Email__Queue</c>.</summary>
public sealed class EmailQueue(StorageClients clients, IOptions<EmailOptions> options, TimeProvider time) : IAppQueue
{
    private readonly QueueClient _queue = clients.Queue(options.Value.Queue);

    /// <inheritdoc />
    public string Name => _queue.Name;

    /// <inheritdoc />
    public Task Create(CancellationToken cancellation) => _queue.CreateIfNotExistsAsync(cancellationToken: cancellation);

    /// <summary>Returns the approximate number of messages, also of those that are not visible yet.</summary>
    public async Task<int> Length(CancellationToken cancellation) => (await _queue.GetPropertiesAsync(cancellation)).Value.ApproximateMessagesCount;

    /// <summary>Puts a message back unchanged, to become visible after a delay.</summary>
    public Task PutBack(string message, TimeSpan delay, CancellationToken cancellation) => _queue.SendMessageAsync(message, delay, cancellationToken: cancellation);

    /// <summary>Requests an email. The client may send a request twice when a response is lost: the email's id makes that harmless.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellation">Cancels the message.</param>
    /// <param name="delay">The time until the message becomes visible, at most seven days; null for immediately.</param>
    public Task Send(EmailRequest request, CancellationToken cancellation, TimeSpan? delay = null) =>
        _queue.SendMessageAsync(JsonSerializer.Serialize(request with { Requested = request.Requested ?? time.GetUtcNow() }, EmailJson.Default.EmailRequest), delay, cancellationToken: cancellation);
}
