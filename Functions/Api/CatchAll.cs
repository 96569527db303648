using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Pages;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared.Endpoints;

namespace Serverless.Api;

/// <summary>
/// Takes what no other function takes: methods under <c>/v1/...</c> as documents 000 and 001 write them, other verbs and unknown paths. What
/// stands below a path of the session or account family is answered in its form, everything else in that of the RPC family, but for a
/// person who opens the root.
/// </summary>
public sealed class CatchAll(HomePage home, RpcEndpoint endpoint, RestPipeline rest, Families families)
{
    /// <summary>The HTTP trigger.</summary>
    [Function("zz-catch-all")]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, Route = "{*path}")] HttpRequest request) =>
        home.Answer(request) ?? await (families.Of(request.Path) is { } family ? rest.AnswerUnknown(family, request) : endpoint.Answer(request));
}
