using System.Text.Json;
using Microsoft.Extensions.Options;
using Serverless.Storage;

namespace Serverless.Domain.Email;

/// <summary>The queue of emails to be sent, named by <c>Email__Queue</c>.</summary>
public sealed class EmailQueue(StorageClients clients, IOptions<EmailOptions> options, TimeProvider time) : MessageQueue(clients, options.Value.Queue)
{
    /// <summary>Requests an email. The client may send a request twice when a response is lost: the email's id makes that harmless.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellation">Cancels the message.</param>
    /// <param name="delay">The time until the message becomes visible, at most seven days; null for immediately.</param>
    public Task Send(EmailRequest request, CancellationToken cancellation, TimeSpan? delay = null) =>
        SendText(JsonSerializer.Serialize(request with { Requested = request.Requested ?? time.GetUtcNow() }, EmailJson.Default.EmailRequest), cancellation, delay);
}
