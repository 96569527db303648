using Azure;
using Azure.Communication.Email;
using Azure.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Serverless.Security;
using Serverless.Storage;
using AcsMessage = Azure.Communication.Email.EmailMessage;

namespace Serverless.Domain.Email;

/// <summary>
/// Sends emails by Azure Communication Services. The operation's id is derived from the email's id, so an email that is sent twice is one operation.
/// A later run can ask for the state of that operation.
/// </summary>
/// <remarks>Exception messages do not repeat the service's texts, which may contain the recipient: exceptions are logged.</remarks>
public sealed partial class AcsTransport(
    IOptions<EmailOptions> options, MimeComposer composer, IConfiguration configuration, ILogger<AcsTransport> logger) : IEmailTransport
{
    // Created for the first email: an app that sends by SMTP never needs the client.
    private readonly Lazy<EmailClient> _client = new(() => Client(options.Value.Acs, configuration));

    /// <inheritdoc />
    public async Task<bool> WasDelivered(long id, CancellationToken cancellationToken)
    {
        var operation = new EmailSendOperation(AcsOperation.IdOf(id).ToString(), _client.Value);
        try
        {
            await operation.UpdateStatusAsync(cancellationToken);
            return true; // being sent, or sent
        }
        catch (RequestFailedException unknown) when (unknown.Status == 404)
        {
            return false;
        }
        catch (RequestFailedException) when (operation.HasCompleted)
        {
            return false; // the service gave up
        }
    }

    /// <inheritdoc />
    public async Task Deliver(EmailMessage message, CancellationToken cancellationToken)
    {
        var composed = Compose(message);
        try
        {
            await _client.Value.SendAsync(WaitUntil.Started, composed, AcsOperation.IdOf(message.Id), cancellationToken);
        }
        catch (RequestFailedException refused)
        {
            throw AcsOperation.Failure(refused, message.Id);
        }
        catch (AuthenticationFailedException)
        {
            throw new EmailNotSentException($"Email {message.Id} was not sent: the app's identity got no token for Azure Communication Services.");
        }

        LogDelivered(message.Id);
    }

    private AcsMessage Compose(EmailMessage message)
    {
        // Checks the recipient, and forms sender and subject as the other transports do.
        using var mime = composer.Compose(message);
        return new AcsMessage(mime.From.Mailboxes.First().Address, message.To, new EmailContent(mime.Subject ?? "") { PlainText = message.Text, Html = message.Html })
        {
            Headers = { ["Auto-Submitted"] = "auto-generated" },
            UserEngagementTrackingDisabled = true, // no tracked links: links carry secrets, which a redirect would show to the service
        };
    }

    private static EmailClient Client(AcsOptions acs, IConfiguration configuration)
    {
        var settings = new EmailClientOptions();
        settings.Retry.MaxRetries = 2;
        settings.Retry.NetworkTimeout = TimeSpan.FromSeconds(20);
        settings.Diagnostics.IsLoggingContentEnabled = false;
        return acs.ConnectionString.Length > 0
            ? new EmailClient(acs.ConnectionString, settings)
            : new EmailClient(new Uri(acs.Endpoint), EntraCredential.Of(configuration.GetSection(StorageConnection.Setting)), settings);
    }

    [LoggerMessage(3003, LogLevel.Information, "Email {Id} was accepted by Azure Communication Services")]
    private partial void LogDelivered(long id);
}
