using MimeKit;
using Serverless.Domain.Email;

namespace Serverless.Tests.Domain.Email;

public sealed class MimeComposerTests
{
    private static readonly EmailMessage Message = new(42, "ann@example.com", "Hello", "Text ü 🔑\n", "<p>Text ü 🔑</p>\n");

    [Fact]
    public void An_email_has_the_expected_headers_and_parts()
    {
        using MimeMessage received = MailParts.Received(Message);

        Assert.Equal("\"Serverless\" <no-reply@localhost>", received.From.ToString());
        Assert.Equal("ann@example.com", received.To.ToString());
        Assert.Equal("Hello", received.Subject);
        Assert.Equal("42@example.com", received.MessageId);
        Assert.Equal(MailParts.Now, received.Date);
        Assert.Equal("auto-generated", received.Headers[HeaderId.AutoSubmitted]);
        var body = Assert.IsType<MultipartAlternative>(received.Body);
        Assert.Equal(["text/plain", "text/html"], body.Select(part => part.ContentType.MimeType));
        Assert.All(body, part => Assert.Equal("utf-8", part.ContentType.Charset));
        Assert.Equal("Text ü 🔑", received.TextBody!.Trim());
        Assert.Equal("<p>Text ü 🔑</p>", received.HtmlBody!.Trim());
    }

    [Theory]
    [InlineData("http://localhost:7071/", "42@localhost")]
    [InlineData("https://Example.COM/app/", "42@example.com")]
    [InlineData("https://bücher.example/", "42@xn--bcher-kva.example")]
    [InlineData("http://127.0.0.1/", "42@127.0.0.1")]
    [InlineData("http://[::1]:80/", "42@[::1]")]
    public void Every_delivery_of_an_email_has_the_same_message_id(string url, string messageId)
    {
        using MimeMessage first = MailParts.Received(Message, url);
        using MimeMessage second = MailParts.Received(Message, url);

        Assert.Equal((messageId, messageId), (first.MessageId, second.MessageId));
    }

    [Theory]
    [InlineData("Hello\r\nBcc: eve@example.com")]
    [InlineData("Hello\nBcc: eve@example.com")]
    [InlineData("Hello\rBcc: eve@example.com")]
    [InlineData("Hello\r\n\r\n<p>body</p>")]
    [InlineData("Hello\0\u0001\u007f\u0085\u2028Bcc: eve@example.com")]
    [InlineData("\u202Eolleh <script> ü 🔑 =?utf-8?q?x?=")]
    public void A_subject_cannot_add_a_header(string subject)
    {
        using MimeMessage plain = MailParts.Received(Message);
        using MimeMessage received = MailParts.Received(Message with { Subject = subject });

        Assert.Equal(plain.Headers.Select(header => header.Field), received.Headers.Select(header => header.Field));
        Assert.Empty(received.Bcc);
        Assert.Equal(plain.TextBody, received.TextBody);
        Assert.DoesNotContain(received.Subject!, char.IsControl);
    }

    [Fact]
    public void A_long_subject_and_long_lines_arrive_unchanged()
    {
        string subject = string.Concat(Enumerable.Repeat("ü word ", 1_400)).Trim();
        string line = new('x', 10_240);
        using MimeMessage received = MailParts.Received(Message with { Subject = subject, Text = line, Html = line });

        Assert.Equal(subject, received.Subject);
        Assert.Equal((line, line), (received.TextBody, received.HtmlBody));
    }

    [Theory]
    [InlineData("https://example.com/", ContentEncoding.SevenBit)]
    [InlineData("https://example.com/ü", ContentEncoding.QuotedPrintable)]
    [InlineData("bare\rreturn", ContentEncoding.QuotedPrintable)]
    public void An_email_in_ascii_is_written_unencoded(string start, ContentEncoding encoding)
    {
        string text = $"{start}\n{new string('x', 998)}\n";
        using MimeMessage received = MailParts.Received(Message with { Text = text });

        Assert.Equal(encoding, received.BodyParts.OfType<TextPart>().First().ContentTransferEncoding);
        Assert.Equal(text, received.TextBody!.Replace("\r\n", "\n", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("ann")]
    [InlineData("ann@")]
    [InlineData("@example.com")]
    [InlineData("ann@example.com\r\nBcc: eve@example.com")]
    [InlineData("ann@example.com\nX: y")]
    [InlineData("ann@example.com\0")]
    [InlineData("ann@example.com, eve@example.com")]
    [InlineData("ann@example.com;eve@example.com")]
    [InlineData("Ann <ann@example.com>")]
    [InlineData("<ann@example.com>")]
    [InlineData("ann @example.com")]
    [InlineData(" ann@example.com")]
    [InlineData("ann(comment)@example.com")]
    [InlineData("\"ann\"@example.com")]
    [InlineData("ann@@example.com")]
    [InlineData("friends: ann@example.com;")]
    public void Refuses_anything_except_one_plain_email_address_and_does_not_repeat_it(string to)
    {
        var refused = Assert.Throws<InvalidEmailAddressException>(() => MailParts.Received(Message with { To = to }));

        Assert.Equal(42, refused.Id);
        Assert.Equal("The recipient of email 42 is not a valid address.", refused.Message);
    }

    [Fact]
    public void Refuses_an_overlong_email_address() =>
        Assert.Throws<InvalidEmailAddressException>(
            () => MailParts.Received(Message with { To = new string('a', 250) + "@example.com" }));

    [Theory]
    [InlineData("ann@example.com")]
    [InlineData("ann.o-neil_9@mail.example.com")]
    [InlineData("ann@localhost")]
    public void Accepts_a_plain_email_address_unchanged(string to)
    {
        using MimeMessage received = MailParts.Received(Message with { To = to });

        Assert.Equal(to, Assert.Single(received.To.Mailboxes).Address);
    }
}
