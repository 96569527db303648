using Microsoft.Extensions.Options;
using Serverless.Domain.Email.Notices;
using Serverless.Domain.Settings;

namespace Serverless.Domain.Email;

/// <summary>
/// Composes emails with a token. Their links, such as <c>&lt;Site.Url&gt;#/confirm-email/&lt;token&gt;</c>, begin with the configured site, never with the
/// host that a request names.
/// </summary>
public sealed class EmailComposer(IOptions<SiteOptions> site)
{
    /// <summary>Composes the email that was requested.</summary>
    /// <param name="request">The request.</param>
    /// <param name="to">One email address without a display name.</param>
    /// <param name="userName">The user name; shown without control characters and direction marks, at most 64 characters of it.</param>
    /// <param name="token">The action token, of characters that need no encoding in a URL.</param>
    /// <param name="given">The language and the look; null for the default.</param>
    public EmailMessage Write(EmailRequest request, string to, string userName, string token, EmailStyle? given = null)
    {
        var kind = EmailKind.Of(request.Purpose);
        var style = given ?? EmailStyle.Default;
        var texts = EmailTexts.Of(style.Language);
        var url = style.SiteUrl ?? site.Value.Url;
        var values = new Dictionary<string, string>
        {
            ["greeting"] = texts.Greeting(userName),
            ["lifetime"] = texts.Lifetime(request.Lifetime),
            ["link"] = $"{url}#/{kind.Action}/{Uri.EscapeDataString(token)}",
        };
        SecurityNoticeEmail.Add(values, texts, request.Notice);
        return EmailLayout.Compose(request.Id, to, kind, style, url, values);
    }
}
