using Microsoft.Extensions.Options;
using MimeKit;
using MimeKit.Text;
using Serverless.Domain.Settings;

namespace Serverless.Domain.Email;

/// <summary>Creates the MIME message of an email: multipart/alternative in UTF-8 (RFC 5322, 2045-2047).</summary>
public sealed class MimeComposer(IOptions<EmailOptions> email, IOptions<SiteOptions> site, TimeProvider time)
{
    // RFC 5321 §4.5.3.1: a path of 256 less its angle brackets.
    private const int LongestAddress = 254;

    // RFC 5322 §2.1.1, without the line break.
    private const int LongestLine = 998;

    /// <summary>Composes one email; the caller disposes of the message.</summary>
    /// <returns>
    /// The message. Every delivery of one email has the same Message-ID, <c>&lt;id@host of Site.Url&gt;</c>. <c>Auto-Submitted</c> (RFC 3834)
    /// prevents automatic replies.
    /// </returns>
    /// <exception cref="InvalidEmailAddressException">The recipient is not one plain email address.</exception>
    public MimeMessage Compose(EmailMessage message)
    {
        MailboxAddress to = Recipient(message);
        var mime = new MimeMessage
        {
            Subject = OneLine(message.Subject),
            Date = time.GetUtcNow(),
            MessageId = $"{message.Id}@{Host()}",
            // Plain text first: RFC 2046 §5.1.4 has the richest alternative last.
            Body = new MultipartAlternative
            {
                Part(TextFormat.Plain, message.Text),
                Part(TextFormat.Html, message.Html),
            },
        };
        mime.From.Add(Sender.Parse(message.From ?? email.Value.From));
        mime.To.Add(to);
        mime.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        return mime;
    }

    private static MailboxAddress Recipient(EmailMessage message)
    {
        // Stricter than the parser, which takes comments, folded lines and display names.
        bool plain = message.To.Length <= LongestAddress
            && message.To.Count(character => character == '@') == 1
            && !message.To.Any(
                character => char.IsControl(character) || char.IsWhiteSpace(character) || "<>()[],;:\\\"".Contains(character));
        // The parser shows a domain in Unicode. Both spellings of a domain are equal.
        return plain && MailboxAddress.TryParse(message.To, out MailboxAddress? to) && MailboxOf.Domain(to.Address) == MailboxOf.Domain(message.To)
            ? to
            : throw new InvalidEmailAddressException(message.Id);
    }

    // A line break would end the header: all control characters, with U+2028 and U+2029, become spaces.
    private static string OneLine(string text) =>
        string.Concat(text.Select(character => char.IsControl(character) || character is '\u2028' or '\u2029' ? ' ' : character));

    private static TextPart Part(TextFormat format, string text)
    {
        // Unencoded where possible, so that the link stays in one piece for a reader of the file.
        var part = new TextPart(format)
        {
            ContentTransferEncoding = NeedsNoEncoding(text) ? ContentEncoding.SevenBit : ContentEncoding.QuotedPrintable,
        };
        part.SetText("utf-8", text);
        return part;
    }

    private static bool NeedsNoEncoding(string text) =>
        text.All(character => character is '\n' or (>= ' ' and <= '~'))
        && text.Split('\n').All(line => line.Length <= LongestLine);

    private string Host()
    {
        var url = new Uri(site.Value.Url);
        return url.HostNameType == UriHostNameType.Dns ? url.IdnHost : url.Host;
    }
}
