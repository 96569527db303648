using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Scalar.AspNetCore;
using Serverless.Api.Pages;

namespace Serverless.Api;

/// <summary>The API description for people: a page that shows openapi.json, by the viewer that comes with the package Scalar.AspNetCore. Nothing is loaded from elsewhere.</summary>
public static class Docs
{
    // The viewer puts style elements into the page, so styles cannot be told apart by hashes; nothing else is loosened for it.
    private static readonly Lazy<Asset> Page = new(() => Asset.Page(
        "docs.html",
        "default-src 'none'; script-src 'self' {script}; style-src 'unsafe-inline'; connect-src 'self'; img-src 'self' data:; font-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"));

    private static readonly Lazy<Asset> Viewer = new(() => Asset.Compressed(typeof(ScalarOptions).Assembly, "ScalarStaticAssets.scalar.js", "text/javascript; charset=utf-8"));

    /// <summary>The page.</summary>
    [Function("docs")]
    public static IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/docs")] HttpRequest request) => Page.Value.Answer(request);

    /// <summary>The viewer.</summary>
    [Function("docs-viewer")]
    public static IResult RunViewer([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/docs/scalar.js")] HttpRequest request) => Viewer.Value.Answer(request);
}
