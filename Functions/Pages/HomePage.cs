using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Serverless.Security;

namespace Serverless.Pages;

/// <summary>
/// What a browser sees at the root: what this is, or, with the fragment of a mailed link, a form that does what the mail promised.
/// The fragment with its token never reaches the server; the page's script calls the API with it.
/// </summary>
public sealed class HomePage(IOptions<PasswordOptions> passwords)
{
    private readonly Lazy<Asset> _page = new(() => Asset.Page(
        "home.html",
        "default-src 'none'; script-src {script}; style-src {style}; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        ("minimum", passwords.Value.MinimumLength.ToString(CultureInfo.InvariantCulture))));

    /// <summary>The page, if a person opens the root in a browser; null for programs and for everything else.</summary>
    public IResult? Answer(HttpRequest request) =>
        request.Path == "/"
        && (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
            ? _page.Value.Answer(request)
            : null;
}
