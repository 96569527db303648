using Microsoft.Extensions.Options;
using Serverless.Domain.Settings;

namespace Serverless.Domain.Email;

/// <summary>Provides the language and the look of emails, from the stored settings.</summary>
public sealed class EmailStyles(SettingsStore settings, EmailTemplates templates, IOptions<SiteOptions> site)
{
    /// <summary>Returns the style of an email to a user.</summary>
    /// <param name="kind">The kind of email.</param>
    /// <param name="locale">The language of the user; null for that of the site.</param>
    /// <param name="cancellation">Cancels the read of the settings.</param>
    /// <param name="draft">The template to use; null for the one in use.</param>
    public async Task<EmailStyle> Of(EmailKind kind, string? locale, CancellationToken cancellation, EmailTemplate? draft = null)
    {
        var stored = await settings.Current(cancellation);
        var language = EmailTexts.Of(locale ?? stored.SiteLanguage).Language;
        return new EmailStyle
        {
            Language = language,
            Template = draft ?? await templates.Current(kind, language, cancellation),
            SiteUrl = stored.AppUrl,
            SiteName = stored.SiteName,
            Color = stored.SiteColor ?? SiteColor.Default,
            Logo = stored.SiteLogo is { } path ? new Uri(Origin(stored), path).AbsoluteUri : null,
        };
    }

    /// <summary>
    /// Returns where email programs find the logo. That is the app itself if its host is known to all. Behind a proxy of its own, the app knows only the URL of
    /// the site.
    /// </summary>
    private Uri Origin(StoredSettings stored) =>
        Uri.TryCreate(site.Value.OwnAddress?.Invoke(), UriKind.Absolute, out var own) && own.Scheme == Uri.UriSchemeHttps ? own : new Uri(stored.AppUrl ?? site.Value.Url);
}
