using Serverless.Domain.Languages;
using Serverless.Domain.Settings;

namespace Serverless.Domain.Email;

/// <summary>Represents the language and the look of an email, and the site that it names.</summary>
public sealed record EmailStyle
{
    /// <summary>Gets the language of the app without the look of a site.</summary>
    public static EmailStyle Default { get; } = new();

    /// <summary>Gets the tag of the language.</summary>
    public string Language { get; init; } = Locale.Default;

    /// <summary>Gets the base of links in place of <c>Site.Url</c>; null for that.</summary>
    public string? SiteUrl { get; init; }

    /// <summary>Gets the name of the site; null if it has none.</summary>
    public string? SiteName { get; init; }

    /// <summary>Gets the colour of the site.</summary>
    public string Color { get; init; } = SiteColor.Default;

    /// <summary>Gets the URL of the logo of the site; null if it has none.</summary>
    public string? Logo { get; init; }

    /// <summary>Gets the template that an administrator wrote for the email; null for the built-in one.</summary>
    public EmailTemplate? Template { get; init; }
}
