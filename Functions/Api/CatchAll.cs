using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Pages;
using Serverless.Pipeline.Rpc;

namespace Serverless.Api;

/// <summary>
/// Takes what no other function takes: methods under <c>/v1/...</c> as documents 000 and 001 write them, JSON-RPC objects posted to
/// <c>/api</c>, other verbs and unknown paths. All of it is answered in the form of the RPC family, but for a person who opens the root.
/// </summary>
public sealed class CatchAll(RpcEndpoint endpoint)
{
    /// <summary>The HTTP trigger.</summary>
    [Function("catch-all")]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, Route = "{*path}")] HttpRequest request) =>
        HomePage.Answer(request) ?? await endpoint.Answer(request);
}
