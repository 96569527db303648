using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Serverless.Api.Console;

/// <summary>
/// Redirects password managers to the page on which a user gets a new password (W3C: "A Well-Known URL for Changing Passwords"). It is not a method.
/// Without the console, the page is that of the own site at the root.
/// </summary>
public static class ChangePassword
{
    /// <summary>Handles the HTTP trigger.</summary>
    [Function("change-password")]
    public static IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = ".well-known/change-password")] HttpRequest request) =>
        Results.Redirect($"/{ConsoleFiles.Address}#/forgot-password");
}
