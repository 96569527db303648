using System.Net;
using Microsoft.Extensions.Options;
using Serverless.Domain.Settings;

namespace Serverless.Domain.Email.Notices;

/// <summary>Composes the emails about security events. They contain no secret, and no link except that of the site.</summary>
public sealed class SecurityNoticeEmail(IOptions<SiteOptions> site)
{
    /// <summary>Composes the email about an event.</summary>
    /// <param name="id">The email's id.</param>
    /// <param name="to">One email address without a display name.</param>
    /// <param name="userName">The user name; null if the user does not exist any more.</param>
    /// <param name="facts">What is known about the event.</param>
    /// <param name="given">The language and the look; null for the default.</param>
    public EmailMessage Write(long id, string to, string? userName, NoticeFacts facts, EmailStyle? given = null)
    {
        var style = given ?? EmailStyle.Default;
        var texts = EmailTexts.Of(style.Language);
        var text = NoticeText.Of(facts.Kind, texts);
        var values = new Dictionary<string, string>
        {
            ["greeting"] = texts.Greeting(userName),
            ["subject"] = text.Subject,
            ["event"] = text.Event,
            ["advice"] = text.Advice,
        };
        Add(values, texts, facts);
        return EmailLayout.Compose(id, to, EmailKind.SecurityNotice, style, style.SiteUrl ?? site.Value.Url, values);
    }

    /// <summary>Adds the values that emails about an event have in common.</summary>
    /// <param name="values">The values of a template.</param>
    /// <param name="texts">The texts of the language.</param>
    /// <param name="facts">What is known about the event; null if nothing is, in requests of older versions.</param>
    internal static void Add(Dictionary<string, string> values, EmailTexts texts, NoticeFacts? facts)
    {
        values["time"] = texts.Time(facts?.Time);
        values["device"] = texts.Device(facts?.Device);
        values["ip"] = IPAddress.TryParse(facts?.IpAddress, out var address) ? address.ToString() : texts["unknown"];
    }
}
