using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Serverless.Domain.Passwords;

namespace Serverless.Api.Pages;

/// <summary>
/// The page at the root for browsers. It describes the service or, with the fragment of a link from an email, shows a form for the action of the link.
/// The fragment with its token never reaches the server; the page's script calls the API with the token.
/// </summary>
public sealed class HomePage(IOptions<PasswordOptions> passwords)
{
    private static readonly MediaTypeHeaderValue Html = new("text/html");

    private readonly Lazy<Asset> _page = new(() => Asset.Page(
        "home.html",
        "default-src 'none'; script-src {script}; style-src {style}; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        ("minimum", passwords.Value.MinimumLength.ToString(CultureInfo.InvariantCulture))));

    /// <summary>
    /// Returns the page for GET and HEAD of the root; null for everything else, and for a client that accepts only other types.
    /// </summary>
    public IResult? Answer(HttpRequest request) =>
        request.Path == "/"
        && (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        && TakesHtml(request)
            ? _page.Value.Answer(request)
            : null;

    private static bool TakesHtml(HttpRequest request) =>
        request.GetTypedHeaders().Accept is not { Count: > 0 } accepted || accepted.Any(type => type.Quality != 0 && Html.IsSubsetOf(type));
}
