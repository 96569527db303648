using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Serverless.Api.Rpc;

/// <summary>Leads password managers to the page where a user gets a new password (W3C: "A Well-Known URL for Changing Passwords"). Not a method.</summary>
public static class ChangePassword
{
    /// <summary>The HTTP trigger.</summary>
    [Function("change-password")]
    public static IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = ".well-known/change-password")] HttpRequest request) =>
        Results.Redirect("/#/forgot-password");
}
