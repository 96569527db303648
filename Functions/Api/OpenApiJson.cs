using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Pages;

namespace Serverless.Api;

/// <summary>The API description for programs, as it is at the root of the repository. Not a method: it is answered without an envelope.</summary>
public static class OpenApiJson
{
    private static readonly Lazy<Asset> Document = new(() => Asset.Of("openapi.json", "application/json"));

    /// <summary>The HTTP trigger.</summary>
    [Function("openapi")]
    public static IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/openapi.json")] HttpRequest request) => Document.Value.Answer(request);
}
