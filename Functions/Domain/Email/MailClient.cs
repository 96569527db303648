using MailKit.Net.Smtp;
using MimeKit;

namespace Serverless.Domain.Email;

/// <summary>An SMTP client that can also test the envelope of an email without sending one.</summary>
public sealed class MailClient : SmtpClient
{
    private const int Ok = 250;
    private const int Closing = 421;

    /// <summary>Sends MAIL FROM and RCPT TO, and cancels both with RSET.</summary>
    /// <param name="mailbox">The sender and the recipient.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <returns>The refused command and the server's reply; the reply to RCPT TO if no command is refused.</returns>
    public async Task<(bool IsAccepted, string Command, SmtpResponse Reply)> TryEnvelope(MailboxAddress mailbox, CancellationToken cancellation)
    {
        var address = mailbox.GetAddress(idnEncode: true);
        var command = "MAIL FROM";
        var reply = await SendCommandAsync($"{command}:<{address}>", cancellation);
        if ((int)reply.StatusCode == Ok)
        {
            command = "RCPT TO";
            reply = await SendCommandAsync($"{command}:<{address}>", cancellation);
        }

        // Accepted means that the server accepts the app as a sender: a missing mailbox is not a fault of the app.
        var code = (int)reply.StatusCode;
        var isAccepted = command == "RCPT TO" && (code is >= 200 and < 300 || SmtpRefusal.IsOfRecipient(SmtpErrorCode.RecipientNotAccepted, code, reply.Response));
        if (isAccepted || code is >= 400 and not Closing)
        {
            await SendCommandAsync("RSET", cancellation);
        }

        return (isAccepted, command, reply);
    }
}
