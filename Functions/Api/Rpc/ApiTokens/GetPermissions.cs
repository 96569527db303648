using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Permissions;
using Serverless.Domain.Users;

namespace Serverless.Api.Rpc.ApiTokens;

/// <summary>Lists the permissions of the caller, and whether the given API token has each of them.</summary>
[Reads, Permission(Permission.User)]
[Answer(typeof(PermissionEntry[]))]
[Fails(404, "Token not found")]
public sealed class GetPermissions(AccountStore accounts) : RpcMethod<GetPermissions.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="TokenId">The token's id.</param>
    public sealed record Arguments(string TokenId);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("api-tokens-get-permissions")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/api-tokens/get-permissions")] HttpRequest request) => Answer<GetPermissions>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, RpcCall call, CancellationToken cancellation)
    {
        var userId = call.Caller.UserId;
        if (!Wire.TryReadId(parameters.TokenId, out var id) || await accounts.FindToken(userId, id, cancellation) is not { } token)
        {
            return Wire.TokenNotFound;
        }

        return Result.Of(PermissionEntry.List(Permission.Effective(userId, token.UserPermissions), name => token.Permissions.GetValueOrDefault(name)));
    }
}
