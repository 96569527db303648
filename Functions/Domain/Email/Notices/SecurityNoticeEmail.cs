using System.Globalization;
using System.Net;
using Microsoft.Extensions.Options;
using Serverless.Domain.Settings;

namespace Serverless.Domain.Email.Notices;

/// <summary>Composes the emails about security events. They contain no secret, and no link except that of the site.</summary>
public sealed class SecurityNoticeEmail(IOptions<SiteOptions> site)
{
    private const string Unknown = "unknown";

    private static readonly Template Text = new("security-notice.txt");
    private static readonly Template Html = new("security-notice.html");

    /// <summary>Composes the email about an event.</summary>
    /// <param name="id">The email's id.</param>
    /// <param name="to">One email address without a display name.</param>
    /// <param name="userName">The user name; null if the user does not exist any more.</param>
    /// <param name="facts">What is known about the event.</param>
    /// <param name="startingAt">The URL of the site in place of <c>Site.Url</c>.</param>
    public EmailMessage Write(long id, string to, string? userName, NoticeFacts facts, string? startingAt = null)
    {
        var text = NoticeText.Of(facts.Kind);
        var values = new Dictionary<string, string>
        {
            ["greeting"] = DisplayName.Greeting(userName ?? ""),
            ["event"] = text.Event,
            ["advice"] = text.Advice,
            ["site"] = startingAt ?? site.Value.Url,
        };
        Add(values, facts);
        return new EmailMessage(id, to, text.Subject, Text.Render(values), Html.Render(new Dictionary<string, string>(values) { ["subject"] = text.Subject }));
    }

    /// <summary>Adds the values that emails about an event have in common.</summary>
    /// <param name="values">The values of a template.</param>
    /// <param name="facts">What is known about the event; null if nothing is, in requests of older versions.</param>
    internal static void Add(Dictionary<string, string> values, NoticeFacts? facts)
    {
        values["time"] = facts?.Time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture) ?? Unknown;
        values["device"] = DisplayName.Program(facts?.Device) ?? Unknown;
        values["ip"] = IPAddress.TryParse(facts?.IpAddress, out var address) ? address.ToString() : Unknown;
    }
}
