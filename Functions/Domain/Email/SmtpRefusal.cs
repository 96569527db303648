using System.Text.RegularExpressions;
using MailKit.Net.Smtp;

namespace Serverless.Domain.Email;

/// <summary>
/// Distinguishes a refusal of the recipient from a refusal of the app. Only the first is a reason to give an email up. An operator can fix a refused
/// greeting, a blocked IP address or a sender without rights while the queue retries.
/// </summary>
public static partial class SmtpRefusal
{
    /// <summary>Returns whether a permanent refusal is about the recipient, or about the email itself.</summary>
    /// <param name="what">The refused part, as MailKit reports it.</param>
    /// <param name="code">The reply code.</param>
    /// <param name="text">The server's text, which may begin with an enhanced status code (RFC 3463).</param>
    public static bool IsOfRecipient(SmtpErrorCode what, int code, string text) =>
        code >= 500 && what is (SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted) && IsAboutRecipient(what, code, text);

    /// <summary>Returns whether a temporary refusal is about the recipient: its domain cannot be found, or its mailbox accepts nothing.</summary>
    /// <param name="what">The refused part, as MailKit reports it.</param>
    /// <param name="code">The reply code.</param>
    /// <param name="text">The server's text.</param>
    public static bool IsOfRecipientForNow(SmtpErrorCode what, int code, string text) =>
        code is >= 400 and < 500 && what == SmtpErrorCode.RecipientNotAccepted && Enhanced().Match(text) is { Success: true } && IsAboutRecipient(what, code, text);

    private static bool IsAboutRecipient(SmtpErrorCode what, int code, string text)
    {
        if (Enhanced().Match(text) is { Success: true } enhanced)
        {
            return (enhanced.Groups["subject"].Value, enhanced.Groups["detail"].Value) switch
            {
                ("1", "7" or "8") => false, // the sender's email address
                ("1" or "2", _) => true, // the recipient's email address or mailbox
                ("4", "1") => code == 550, // the code with which Exchange refuses a mailbox that does not exist
                ("6", _) => what == SmtpErrorCode.MessageNotAccepted, // the content
                _ => false,
            };
        }

        return what == SmtpErrorCode.RecipientNotAccepted && code is 550 or 551 or 553 or 556 && !AboutUs().IsMatch(text);
    }

    [GeneratedRegex(@"^\s*[245]\.(?<subject>[0-9]{1,3})\.(?<detail>[0-9]{1,3})\b", RegexOptions.CultureInvariant)]
    private static partial Regex Enhanced();

    [GeneratedRegex(
        @"\b(HELO|EHLO|hostname|host\s?name|client|sender|from|relay\w*|auth\w*|SPF|DKIM|DMARC|PTR|rDNS|reverse|RBL|DNSBL|\w*list(ed|ing)?|block\w*|banned|spam\w*|reputation|policy|rate|IP)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex AboutUs();
}
