using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Permissions;

namespace Serverless.Api.Rpc;

/// <summary>Returns success, so that a client can check the connection. Uses no storage.</summary>
[Reads, Permission(Permission.Anyone)]
[Answer]
public sealed class Ping : RpcMethod<NoParameters>
{
    /// <summary>Handles the HTTP trigger.</summary>
    [Function("ping")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/ping")] HttpRequest request) => Answer<Ping>(request);

    /// <inheritdoc />
    protected override Task<Result> Invoke(NoParameters parameters, RpcCall call, CancellationToken cancellation) => Task.FromResult(Result.Ok());
}
