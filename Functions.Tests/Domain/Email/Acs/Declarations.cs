#pragma warning disable CA1822, CA1852, IDE0060 // The shapes of the official types, not ours.
using System.Collections.Concurrent;
using Azure.Core;

namespace Azure.Communication.Email;

/// <summary>
/// Declares what <c>AcsTransport</c> uses of the package Azure.Communication.Email, for feeds that do not have it: two calls and the types
/// around them, with the signatures of version 1.1. A connection string names the stand-in for the service.
/// </summary>
public sealed class EmailClient
{
    internal static readonly ConcurrentDictionary<string, Serverless.Tests.Domain.Email.Acs.AcsService> Services = new();

    private readonly Serverless.Tests.Domain.Email.Acs.AcsService _service;

    public EmailClient(string connectionString, EmailClientOptions options) => _service = Services[connectionString];

    public EmailClient(Uri endpoint, TokenCredential credential, EmailClientOptions options) => _service = Services[endpoint.ToString()];

    internal Serverless.Tests.Domain.Email.Acs.AcsService Service => _service;

    public Task<EmailSendOperation> SendAsync(WaitUntil wait, EmailMessage message, Guid operationId, CancellationToken cancellationToken = default)
    {
        _service.Send(wait, message, operationId);
        return Task.FromResult(new EmailSendOperation(operationId.ToString(), this));
    }
}

public sealed class EmailClientOptions : ClientOptions;

public sealed class EmailSendOperation(string id, EmailClient client)
{
    public bool HasCompleted { get; private set; }

    public ValueTask<Response> UpdateStatusAsync(CancellationToken cancellationToken = default)
    {
        HasCompleted = client.Service.HasGivenUp(id);
        client.Service.Status(id);
        return default;
    }
}

public sealed class EmailMessage(string senderAddress, string recipientAddress, EmailContent content)
{
    public string SenderAddress => senderAddress;

    public string RecipientAddress => recipientAddress;

    public EmailContent Content => content;

    public IDictionary<string, string> Headers { get; } = new Dictionary<string, string>();

    public bool? UserEngagementTrackingDisabled { get; set; }
}

public sealed class EmailContent(string subject)
{
    public string Subject => subject;

    public string? PlainText { get; set; }

    public string? Html { get; set; }
}
