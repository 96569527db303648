using System.Security.Cryptography;
using System.Text;
using Azure;

namespace Serverless.Domain.Email;

/// <summary>Maps an email to an operation of Azure Communication Services, without their SDK.</summary>
public static class AcsOperation
{
    /// <summary>Returns the operation's id: a UUID of version 8 (RFC 9562) derived from the email's id. Every attempt has the same id.</summary>
    /// <param name="id">The id of the email.</param>
    public static Guid IdOf(long id)
    {
        // The text must not change: a repeated attempt after an update of the app must have the same id.
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes($"serverless/letter/{id}")).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>
    /// Returns the exception for a refusal. Only an error in the email itself is permanent. An operator can fix sender, domain, permissions and limits
    /// while the queue retries. Without a response, or with a server error, the service may have accepted the email.
    /// </summary>
    public static Exception Failure(RequestFailedException refused, long id)
    {
        // Without the service's texts: they may contain the recipient, and exceptions are logged.
        var answer = $"Azure Communication Services responded {refused.Status} {refused.ErrorCode}".TrimEnd();
        return refused.Status switch
        {
            400 or 413 or 422 when !IsAboutSender(refused.ErrorCode) => new UndeliverableEmailException($"Email {id} was refused permanently: {answer}."),
            >= 400 and < 500 and not 408 => new EmailNotSentException($"Email {id} was not sent: {answer}."),
            0 => new IOException($"Azure Communication Services did not respond for email {id}. The service may have accepted the email."),
            _ => new IOException($"It is unknown whether the service accepted email {id}: {answer}."),
        };
    }

    private static bool IsAboutSender(string? code) =>
        code is not null && (code.Contains("Sender", StringComparison.OrdinalIgnoreCase) || code.Contains("Domain", StringComparison.OrdinalIgnoreCase));
}
