using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Serverless.Api.Console;

/// <summary>
/// Serves the page of the console at every path below <c>/console/</c>. Its script reads the path and shows what belongs there, so links into the console
/// work. Browsers ask for the page each time, because it names the newest files.
/// </summary>
public sealed class ConsolePage(ConsoleFiles files)
{
    // No inline code, no other origin, and no text that becomes markup. QR codes are data URLs. The frame, and the form that fills it, are for EmailPreview.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-src 'self'; frame-ancestors 'none'; "
        + "require-trusted-types-for 'script'; trusted-types 'none'";

    private const string Missing =
        "This app was built without the console, because Node.js was missing. Install Node.js 20 or newer with npm, build again, and start the app. The API works without it: /api/docs\n";

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("console-page")]
    public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/{*path}")] HttpRequest request)
    {
        if (request.Path == "/console")
        {
            return Results.Redirect("/console/");
        }

        if (files.Page is not { } page)
        {
            return Results.Text(Missing, "text/plain; charset=utf-8", statusCode: StatusCodes.Status503ServiceUnavailable);
        }

        var headers = request.HttpContext.Response.Headers;
        headers.CacheControl = "no-cache"; // the page is cached and revalidated each time
        headers.ContentSecurityPolicy = Policy;
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), publickey-credentials-create=(self), publickey-credentials-get=(self)";
        return page.Answer(request);
    }
}
