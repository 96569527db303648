using System.ComponentModel.DataAnnotations;

namespace Serverless.Settings;

/// <summary>Where people reach the site that uses this service.</summary>
public sealed class SiteOptions : IValidatableObject
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Site";

    /// <summary>The base of the links in mails, which append <c>#/…</c>: an absolute http or https URL without a fragment.</summary>
    [Required]
    public string Url { get; set; } = "http://localhost:7071/";

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!IsUsable(Url))
        {
            yield return new ValidationResult("Site__Url must be an absolute http or https URL without a fragment", [nameof(Url)]);
        }
    }

    /// <summary>Whether links can begin with a text.</summary>
    public static bool IsUsable(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
        && !text.Contains('#', StringComparison.Ordinal)
        && !text.Any(character => char.IsWhiteSpace(character) || char.IsControl(character));
}
