using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Domain.Settings;

namespace Serverless.Api;

/// <summary>Serves the logo of the site to pages and email programs. Its name contains a hash of its content, so clients never ask for it again.</summary>
public sealed class SiteLogoFile(SettingsStore store)
{
    /// <summary>Handles the HTTP trigger.</summary>
    [Function("site-logo")]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/site/logo/{name}")] HttpRequest request, CancellationToken cancellation)
    {
        var name = request.Path.Value![SiteLogo.Folder.Length..];
        var headers = request.HttpContext.Response.Headers;
        if (SiteLogo.ContentTypeOf(name) is not { } type || await store.Logo(name, cancellation) is not { } content)
        {
            headers.CacheControl = "no-store"; // an instance learns of a new logo within seconds
            return Results.NotFound();
        }

        headers.CacheControl = "public, max-age=31536000, immutable";
        headers["Cross-Origin-Resource-Policy"] = "cross-origin"; // email programs on the web
        return Results.Bytes(content, type);
    }
}
