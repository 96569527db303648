using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Scalar.AspNetCore;
using Serverless.Api.Pages;

namespace Serverless.Api;

/// <summary>
/// Serves the API description for people: a page that shows openapi.json in the viewer of the package Scalar.AspNetCore. The page loads nothing
/// from other origins.
/// </summary>
public static class Docs
{
    // The viewer inserts style elements, so styles cannot be allowed by their hashes. The viewer needs no other relaxation of the policy.
    private static readonly Lazy<Asset> Page = new(() => Asset.Page(
        "docs.html",
        "default-src 'none'; script-src 'self' {script}; style-src 'unsafe-inline'; connect-src 'self'; img-src 'self' data:; font-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"));

    private static readonly Lazy<Asset> Viewer = new(() => Asset.Compressed(typeof(ScalarOptions).Assembly, "ScalarStaticAssets.scalar.js", "text/javascript; charset=utf-8"));

    /// <summary>Returns the page; the HTTP trigger.</summary>
    [Function("docs")]
    public static IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/docs")] HttpRequest request) => Page.Value.Answer(request);

    /// <summary>Returns the viewer; the HTTP trigger.</summary>
    [Function("docs-viewer")]
    public static IResult RunViewer([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/docs/scalar.js")] HttpRequest request) => Viewer.Value.Answer(request);
}
