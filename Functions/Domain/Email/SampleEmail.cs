using Microsoft.Extensions.Options;
using Serverless.Domain.Email.Notices;
using Serverless.Domain.Settings;

namespace Serverless.Domain.Email;

/// <summary>Composes emails with sample values, so that administrators see how a template looks. The link leads nowhere.</summary>
public sealed class SampleEmail(IOptions<SiteOptions> site, TimeProvider time)
{
    private const string Name = "Ann";
    private const string Token = "sample";

    /// <summary>Composes an email.</summary>
    /// <param name="id">The email's id.</param>
    /// <param name="to">One email address without a display name.</param>
    /// <param name="kind">The kind of email.</param>
    /// <param name="style">The language, the look and the template.</param>
    public EmailMessage Write(long id, string to, EmailKind kind, EmailStyle style)
    {
        var texts = EmailTexts.Of(style.Language);
        var url = style.SiteUrl ?? site.Value.Url;
        var notice = NoticeText.Of(NoticeKind.NewDevice, texts);
        var values = new Dictionary<string, string>
        {
            ["greeting"] = texts.Greeting(Name),
            ["lifetime"] = texts.Lifetime(TimeSpan.FromHours(24)),
            ["link"] = $"{url}#/{kind.Action}/{Token}",
            ["subject"] = notice.Subject,
            ["event"] = notice.Event,
            ["advice"] = notice.Advice,
        };
        SecurityNoticeEmail.Add(values, texts, new NoticeFacts(NoticeKind.NewDevice, time.GetUtcNow(), "Firefox v128.0 on Linux", "192.0.2.7"));
        return EmailLayout.Compose(id, to, kind, style, url, values);
    }
}
