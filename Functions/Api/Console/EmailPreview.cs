using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Serverless.Api.Console;

/// <summary>
/// Shows an email in a frame of the console. The policy of the console forbids inline styles, which emails need, and a frame without a URL of its own has the
/// policy of its page. So the console posts the HTML here, and gets it back with another policy: a sandbox without scripts, forms and links, and with an
/// origin of its own. Only a frame of the app itself gets an answer, so no other site can show a page of its own under the name of this one.
/// </summary>
public static class EmailPreview
{
    private const string Policy = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";
    private const int Largest = 128 * 1024;

    /// <summary>Handles the HTTP trigger. Its name sorts before that of the page, whose route matches this path, too.</summary>
    [Function("console-email-preview")]
    public static async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "console/email-preview")] HttpRequest request, CancellationToken cancellation)
    {
        if (request.Headers["Sec-Fetch-Site"] != "same-origin" || request.Headers["Sec-Fetch-Dest"] != "iframe")
        {
            return Results.StatusCode(StatusCodes.Status403Forbidden);
        }

        if (request.ContentLength is null or > Largest || !request.HasFormContentType)
        {
            return Results.BadRequest();
        }

        var headers = request.HttpContext.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        try
        {
            return Results.Text((await request.ReadFormAsync(cancellation))["html"].ToString(), "text/html; charset=utf-8");
        }
        catch (Exception malformed) when (malformed is InvalidDataException or IOException) // a part that does not end is the latter
        {
            return Results.BadRequest();
        }
    }
}
