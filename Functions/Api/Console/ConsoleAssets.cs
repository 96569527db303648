using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Serverless.Api.Console;

/// <summary>Serves the scripts and styles of the console. Their names contain a hash of their content, so browsers never ask for one again.</summary>
public sealed class ConsoleAssets(ConsoleFiles files)
{
    /// <summary>Handles the HTTP trigger. Its name sorts before that of the page, whose route matches these paths, too.</summary>
    [Function("console-assets")]
    public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/assets/{name}")] HttpRequest request)
    {
        if (files.Find(request.Path.Value!["/console/".Length..]) is not { } file)
        {
            return Results.NotFound();
        }

        request.HttpContext.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return file.Answer(request);
    }
}
