namespace Serverless.Domain.Settings;

/// <summary>The URL of the site that uses this service.</summary>
public sealed class SiteOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Site";

    // The URL on which Core Tools and the local host listen by default.
    private const string Usual = "http://localhost:7071/";

    private string _url = "";

    /// <summary>
    /// Gets or sets the base of the links in emails, which append <c>#/…</c>: an absolute http or https URL without a fragment. While it is not set, the
    /// URL of the app's own pages, so that the page behind a link has the origin that the host prints at start.
    /// </summary>
    [WebAddress("empty or an absolute http or https URL without a fragment, as in https://example.com/", "http", "https")]
    public string Url
    {
        get => _url.Length > 0 ? _url : OwnAddress?.Invoke() ?? Usual;
        set => _url = value;
    }

    /// <summary>Gets or sets the function that returns the app's own URL. The local host has it only after it started to listen.</summary>
    internal Func<string?>? OwnAddress { get; set; }

    /// <summary>Returns whether links can begin with a text.</summary>
    public static bool IsUsable(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
        && !text.Contains('#', StringComparison.Ordinal)
        && !text.Any(character => char.IsWhiteSpace(character) || char.IsControl(character));
}
