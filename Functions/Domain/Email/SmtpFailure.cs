using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace Serverless.Domain.Email;

/// <summary>Interprets failures of SMTP.</summary>
public static class SmtpFailure
{
    /// <summary>Returns whether a mail server, or the network on the way to it, can cause the exception.</summary>
    public static bool IsExpected(Exception exception) => exception
        is CommandException or ProtocolException or SslHandshakeException or AuthenticationException
        or SocketException or IOException or NotSupportedException or OperationCanceledException;

    /// <summary>Returns the server's reply code, 400 to 599; null if the failure is not a reply.</summary>
    public static int? ReplyCode(Exception exception) => exception switch
    {
        SmtpCommandException command when (int)command.StatusCode is >= 400 and < 600 => (int)command.StatusCode,
        { InnerException: { } inner } => ReplyCode(inner),
        _ => null,
    };

    /// <summary>Returns the reason why there is no connection, as one line for an administrator.</summary>
    public static string Describe(Exception exception) => exception switch
    {
        SslHandshakeException { ServerCertificate: not null } => "The certificate of the mail server is not trusted",
        SslHandshakeException => "The mail server does not speak TLS here",
        NotSupportedException => "The mail server does not offer TLS",
        OperationCanceledException => "The mail server did not answer in time",
        SocketException or SmtpCommandException => exception.Message.ReplaceLineEndings(" "),
        _ => "The mail server does not speak SMTP, or ended the connection",
    };
}
