using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Permissions;

namespace Serverless.Api.Rpc.ApiTokens;

/// <summary>Replaces the permissions of one of the caller's API tokens. The token loses permissions that are omitted.</summary>
[Permission(Permission.User)]
[Answer]
[Fails(403, Wire.ApiTokenOnlyItself)]
[Fails(404, "Token not found")]
[Fails(400, When = "There is no such permission, or the caller does not hold it. The message says which.")]
public sealed class SetPermissions(GrantToToken grant) : RpcMethod<SetPermissions.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="TokenId">The token's id.</param>
    /// <param name="Permissions">Names of permissions that the owner holds, each true or false.</param>
    public sealed record Arguments(string TokenId, IReadOnlyDictionary<string, bool> Permissions);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("api-tokens-set-permissions")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/api-tokens/set-permissions")] HttpRequest request) => Answer<SetPermissions>(request);

    /// <inheritdoc />
    protected override Task<Result> Invoke(Arguments parameters, RpcCall call, CancellationToken cancellation) =>
        grant.Run(call.Actor, parameters.TokenId, parameters.Permissions, _ => PermissionMap.From(parameters.Permissions), cancellation);
}
