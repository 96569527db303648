using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Pages;

namespace Serverless.Api;

/// <summary>
/// Serves the API description for programs, the file openapi.json at the root of the repository. It is not a method, so the response has no envelope.
/// </summary>
public static class OpenApiJson
{
    private static readonly Lazy<Asset> Document = new(() => Asset.Of("openapi.json", "application/json"));

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("openapi")]
    public static IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/openapi.json")] HttpRequest request) => Document.Value.Answer(request);
}
