using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Permissions;
using Serverless.Domain.Users;

namespace Serverless.Api.Rpc.Admin.Users;

/// <summary>Deletes an API token of a user. It stops working at once. Only root can delete the API tokens of root.</summary>
[Permission(Permission.Admin), FreshSession(FreshSessionRule.IfConfigured)]
[Answer(Rows = true)]
[Fails(400, Failure.RootText)]
[Fails(403, When = "The caller is an API token, and the user its owner or root. The message says which.")]
[Fails(404, When = "The user id is malformed, or the user has no such token. The message says which.")]
public sealed class DeleteApiToken(AccountStore accounts) : RpcMethod<DeleteApiToken.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="UserId">The id of the token's owner.</param>
    /// <param name="TokenId">The id of the token.</param>
    public sealed record Arguments(string UserId, string TokenId);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("admin-users-delete-api-token")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/admin/users/delete-api-token")] HttpRequest request) => Answer<DeleteApiToken>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, RpcCall call, CancellationToken cancellation)
    {
        if (!Wire.TryReadId(parameters.UserId, out var id))
        {
            return Failure.NotFound;
        }

        if (Failure.OfCredentials(call.Caller, id) is { } refused)
        {
            return refused;
        }

        return !Wire.TryReadId(parameters.TokenId, out var token) ? Wire.TokenNotFound
            : await accounts.Change(call.Actor, id, change => change.RemoveToken(token), cancellation) ? Result.Touched(1)
            : Wire.TokenNotFound;
    }
}
