using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Pages;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared.Endpoints;

namespace Serverless.Api;

/// <summary>
/// Handles requests that no other function handles: methods under <c>/v1/...</c> as documents 000 and 001 write them, other verbs and unknown
/// paths. Below a path of the session or account family the response has that family's format. Elsewhere it has the RPC family's format,
/// except for the home page at the root.
/// </summary>
public sealed class CatchAll(HomePage home, RpcEndpoint endpoint, RestPipeline rest, Families families)
{
    /// <summary>Handles the HTTP trigger.</summary>
    [Function("zz-catch-all")]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, Route = "{*path}")] HttpRequest request) =>
        home.Answer(request) ?? await (families.Of(request.Path) is { } family ? rest.AnswerUnknown(family, request) : endpoint.Answer(request));
}
