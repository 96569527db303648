using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using MimeKit;
using Serverless.Domain.Email;
using Serverless.Domain.Email.Notices;
using Serverless.Domain.Settings;

namespace Serverless.Tests.Domain.Email;

internal static class MailParts
{
    public static readonly DateTimeOffset Now = new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);

    public static EmailComposer EmailComposer(string url = "https://example.com/app/") =>
        new(Options.Create(new SiteOptions { Url = url }));

    public static SecurityNoticeEmail SecurityNoticeEmail(string url = "https://example.com/app/") =>
        new(Options.Create(new SiteOptions { Url = url }));

    public static MimeComposer Composer(string url = "https://example.com/app/", string? from = null)
    {
        var email = new EmailOptions();
        email.From = from ?? email.From;
        return new MimeComposer(Options.Create(email), Options.Create(new SiteOptions { Url = url }), new FakeTimeProvider(Now));
    }

    /// <summary>Returns an email as its recipient receives it: composed, written and parsed again.</summary>
    public static MimeMessage Received(EmailMessage message, string url = "https://example.com/app/")
    {
        using MimeMessage composed = Composer(url).Compose(message);
        using var stream = new MemoryStream();
        composed.WriteTo(stream);
        stream.Position = 0;
        return MimeMessage.Load(stream);
    }
}
