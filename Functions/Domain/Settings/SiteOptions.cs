namespace Serverless.Domain.Settings;

/// <summary>Where people reach the site that uses this service.</summary>
public sealed class SiteOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Site";

    // Where Core Tools and the local host listen if nothing else is said.
    private const string Usual = "http://localhost:7071/";

    private string _url = "";

    /// <summary>
    /// The base of the links in emails, which append <c>#/…</c>: an absolute http or https URL without a fragment. While it is not set, the
    /// app's own address, so that the page behind a link has the origin that the host prints at start.
    /// </summary>
    [WebAddress("empty or an absolute http or https URL without a fragment, as in https://example.com/", "http", "https")]
    public string Url
    {
        get => _url.Length > 0 ? _url : OwnAddress?.Invoke() ?? Usual;
        set => _url = value;
    }

    /// <summary>Gets or sets what knows the app's own address, which the local host has only after it started to listen.</summary>
    internal Func<string?>? OwnAddress { get; set; }

    /// <summary>Whether links can begin with a text.</summary>
    public static bool IsUsable(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
        && !text.Contains('#', StringComparison.Ordinal)
        && !text.Any(character => char.IsWhiteSpace(character) || char.IsControl(character));
}
