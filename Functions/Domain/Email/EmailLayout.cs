using Serverless.Domain.Settings;

namespace Serverless.Domain.Email;

/// <summary>Makes an email of a template and values, within the layout that all emails have: the logo and the name of the site, and its colour.</summary>
internal static class EmailLayout
{
    private const string Content = "{{content}}";
    private const string Header = "{{header}}";

    private static readonly string Html = EmailFiles.Read("Templates.layout.html");
    private static readonly string LogoHtml = EmailFiles.Read("Templates.layout-logo.html");
    private static readonly string NameHtml = EmailFiles.Read("Templates.layout-name.html");

    /// <summary>Returns the email.</summary>
    /// <param name="id">The email's id.</param>
    /// <param name="to">One email address without a display name.</param>
    /// <param name="kind">The kind of email.</param>
    /// <param name="style">The language and the look.</param>
    /// <param name="siteUrl">The URL of the site.</param>
    /// <param name="values">The values of the placeholders that are not about the site. Those of the site are added.</param>
    public static EmailMessage Compose(long id, string to, EmailKind kind, EmailStyle style, string siteUrl, Dictionary<string, string> values)
    {
        var texts = EmailTexts.Of(style.Language);
        var template = style.Template ?? EmailTemplate.BuiltIn(kind, texts);
        values["site_name"] = style.SiteName ?? HostOf(siteUrl);
        values["site_url"] = siteUrl;
        values["color"] = style.Color;
        values["text_color"] = SiteColor.TextOn(style.Color);
        var subject = Placeholders.Fill(template.Subject, values);
        var text = Placeholders.Fill(template.Text, values) + (style.SiteName is null ? "" : $"\n{style.SiteName}\n");
        return new EmailMessage(id, to, subject, text, Surround(texts.Language, subject, Placeholders.FillHtml(template.Html, values), style, values));
    }

    /// <summary>Returns the document around the content, which is HTML already.</summary>
    private static string Surround(string language, string subject, string content, EmailStyle style, Dictionary<string, string> values)
    {
        var frame = new Dictionary<string, string>(values) { ["language"] = language, ["subject"] = subject, ["logo"] = style.Logo ?? "" };
        var header = style.Logo is not null ? LogoHtml : style.SiteName is not null ? NameHtml : "";
        var (start, rest) = Cut(Html, Header);
        var (middle, end) = Cut(rest, Content);
        return Placeholders.FillHtml(start + header + middle, frame) + content + Placeholders.FillHtml(end, frame);
    }

    private static (string Before, string After) Cut(string text, string at)
    {
        var index = text.IndexOf(at, StringComparison.Ordinal);
        return (text[..index], text[(index + at.Length)..]);
    }

    private static string HostOf(string url) => Uri.TryCreate(url, UriKind.Absolute, out var parsed) ? parsed.Host : url;
}
