using Microsoft.AspNetCore.Http;

namespace Serverless.Pages;

/// <summary>
/// What a browser sees at the root: what this is, or, with the fragment of a mailed link, a form that does what the mail promised.
/// The fragment with its token never reaches the server; the page's script calls the API with it.
/// </summary>
public static class HomePage
{
    private static readonly Lazy<Asset> Page = new(() => Asset.Page(
        "home.html",
        "default-src 'none'; script-src {script}; style-src {style}; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"));

    /// <summary>The page, if a person opens the root in a browser; null for programs and for everything else.</summary>
    public static IResult? Answer(HttpRequest request) =>
        request.Path == "/"
        && (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
            ? Page.Value.Answer(request)
            : null;
}
