namespace Serverless.Domain.Settings;

/// <summary>Marks a setting that is a URL, or empty.</summary>
public sealed class WebAddressAttribute(string allowed, params string[] schemes) : SettingRuleAttribute(
    allowed,
    text => text.Length == 0 || (Uri.TryCreate(text, UriKind.Absolute, out var url) && schemes.Contains(url.Scheme, StringComparer.Ordinal) && SiteOptions.IsUsable(text)))
{
    /// <summary>Gets the schemes that the URL can have.</summary>
    public IReadOnlyList<string> Schemes { get; } = schemes;
}
