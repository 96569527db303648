using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Permissions;

namespace Serverless.Api.Rpc;

/// <summary>Accepts an event that a client publishes, for newer versions of the published client. Events of clients have no effect.</summary>
[Reads, Permission(Permission.Anyone)]
[Answer]
public sealed class Publish : RpcMethod<Event.Arguments>
{
    /// <summary>Handles the HTTP trigger.</summary>
    [Function("publish")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/publish")] HttpRequest request) => Answer<Publish>(request);

    /// <inheritdoc />
    protected override Task<Result> Invoke(Event.Arguments parameters, RpcCall call, CancellationToken cancellation) => Task.FromResult(Event.Take(call));
}
