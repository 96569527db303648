using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Pipeline.Rpc;

namespace Serverless.Api;

/// <summary>
/// Takes what no other function takes: methods under <c>/v1/...</c> as documents 000 and 001 write them, JSON-RPC objects posted to
/// <c>/api</c>, other verbs and unknown paths. All of it is answered in the form of the RPC family.
/// </summary>
public sealed class CatchAll(RpcEndpoint endpoint)
{
    /// <summary>The HTTP trigger.</summary>
    [Function("catch-all")]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, Route = "{*path}")] HttpRequest request) => endpoint.Answer(request);
}
