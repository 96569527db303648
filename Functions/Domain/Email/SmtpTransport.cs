using MailKit;
using MailKit.Net.Smtp;
using Microsoft.Extensions.Logging;
using Serverless.Domain.Settings;

namespace Serverless.Domain.Email;

/// <summary>
/// Sends emails to the SMTP server of the stored settings. With a user name, nothing is sent without TLS. Each delivery opens its own connection:
/// emails are rare, and the instance may stop before an idle connection is used again.
/// </summary>
/// <remarks>Exception messages do not repeat the server's texts, which often contain the recipient's email address: exceptions are logged.</remarks>
public sealed partial class SmtpTransport(
    SettingsStore settings, SmtpConnection connection, MimeComposer composer, TimeProvider time, ILogger<SmtpTransport> logger) : IEmailTransport
{
    /// <summary>The timeout for the connection, TLS and sign-in.</summary>
    public static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(10);

    /// <summary>The timeout for a whole delivery.</summary>
    public static readonly TimeSpan TotalTime = TimeSpan.FromSeconds(30);

    /// <summary>Returns false: SMTP keeps no record of deliveries.</summary>
    public Task<bool> WasDelivered(long id, CancellationToken cancellationToken) => Task.FromResult(false);

    /// <inheritdoc />
    public async Task Deliver(EmailMessage message, CancellationToken cancellationToken)
    {
        using var mime = composer.Compose(message);
        var server = await Server(message.Id, cancellationToken);
        using var total = new CancellationTokenSource(TotalTime, time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, total.Token);
        using var client = await SignIn(server, message.Id, ending.Token);
        try
        {
            await client.SendAsync(mime, ending.Token);
        }
        catch (SmtpCommandException refused) when (SmtpFailure.ReplyCode(refused) is { } code)
        {
            throw Refused(refused, code, message.Id);
        }
        catch (NotSupportedException)
        {
            throw new EmailNotSentException($"Email {message.Id} was not sent: the mail server does not take addresses with characters beyond ASCII.");
        }
        catch (ServiceNotAuthenticatedException)
        {
            throw new EmailNotSentException($"Email {message.Id} was not sent: the mail server asks for a user name.");
        }
        catch (Exception exception) when (SmtpFailure.IsExpected(exception) && !cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"The connection broke while email {message.Id} was being sent ({exception.GetType().Name}); it may have arrived.");
        }

        LogDelivered(message.Id);
        await connection.Close(client, ending.Token);
    }

    private async Task<SmtpServer> Server(long id, CancellationToken cancellation)
    {
        var stored = await settings.Current(cancellation);
        return stored.SmtpHostname is { } host
            ? new SmtpServer(host, stored.SmtpPort, stored.SmtpUsername, await settings.Reveal(stored, cancellation))
            : throw new EmailNotSentException($"Email {id} was not sent: there is no mail server any more.");
    }

    private async Task<MailClient> SignIn(SmtpServer server, long id, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(ConnectTime, time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeout.Token);
        MailClient? client = null;
        try
        {
            client = await connection.Open(server, requireTls: server.NeedsSignIn, ending.Token);
            if (server.NeedsSignIn)
            {
                await client.AuthenticateAsync(server.Username!, server.Password ?? "", ending.Token);
            }

            return client;
        }
        catch (Exception exception) when (SmtpFailure.IsExpected(exception))
        {
            client?.Dispose();
            var reason = SmtpFailure.ReplyCode(exception) is { } code ? $"the mail server answered {code}" : SmtpFailure.Describe(exception);
            throw new EmailNotSentException($"Email {id} was not sent: {reason}.");
        }
    }

    private static EmailNotSentException Refused(SmtpCommandException refused, int code, long id)
    {
        var what = refused.ErrorCode;
        return SmtpRefusal.IsOfRecipient(what, code, refused.Message) ? new UndeliverableEmailException($"The mail server refused email {id} for ever: {code}, {what}.")
            : SmtpRefusal.IsOfRecipientForNow(what, code, refused.Message) ? new RecipientNotReachedException($"The mail server cannot reach the recipient of email {id} now: {code}.")
            : new EmailNotSentException($"The mail server did not take email {id}: {code}, {what}.");
    }

    [LoggerMessage(3002, LogLevel.Information, "Email {Id} was accepted by the mail server")]
    private partial void LogDelivered(long id);
}
