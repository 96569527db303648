using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Permissions;

namespace Serverless.Api.Rpc;

/// <summary>Accepts a client's reply to a ping of the server. Does what <c>/ping</c> does.</summary>
[Reads, Permission(Permission.Anyone)]
[Answer]
public sealed class Pong : RpcMethod<NoParameters>
{
    /// <summary>Handles the HTTP trigger.</summary>
    [Function("pong")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/pong")] HttpRequest request) => Answer<Pong>(request);

    /// <inheritdoc />
    protected override Task<Result> Invoke(NoParameters parameters, RpcCall call, CancellationToken cancellation) => Task.FromResult(Result.Ok());
}
