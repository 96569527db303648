using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Serverless.Domain.Passwords;

namespace Serverless.Api.Pages;

/// <summary>
/// What a browser sees at the root: what this is, or, with the fragment of a mailed link, a form that does what the mail promised.
/// The fragment with its token never reaches the server; the page's script calls the API with it.
/// </summary>
public sealed class HomePage(IOptions<PasswordOptions> passwords)
{
    private static readonly MediaTypeHeaderValue Html = new("text/html");

    private readonly Lazy<Asset> _page = new(() => Asset.Page(
        "home.html",
        "default-src 'none'; script-src {script}; style-src {style}; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        ("minimum", passwords.Value.MinimumLength.ToString(CultureInfo.InvariantCulture))));

    /// <summary>Gets the page for GET and HEAD of the root; null for everything else, and for a client that asks for other types only.</summary>
    public IResult? Answer(HttpRequest request) =>
        request.Path == "/"
        && (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        && TakesHtml(request)
            ? _page.Value.Answer(request)
            : null;

    private static bool TakesHtml(HttpRequest request) =>
        request.GetTypedHeaders().Accept is not { Count: > 0 } accepted || accepted.Any(type => type.Quality != 0 && Html.IsSubsetOf(type));
}
