using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Permissions;
using Serverless.Domain.Users;

namespace Serverless.Api.Rpc.Admin.Users;

/// <summary>Lists the permissions that the caller holds, and whether the given user holds each of them.</summary>
[Reads, Permission(Permission.Admin)]
[Answer(typeof(PermissionEntry[]))]
[Fails(404, "User not found")]
public sealed class GetPermissions(FindUser findUser) : RpcMethod<GetPermissions.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="UserId">The user's id or name.</param>
    public sealed record Arguments(string UserId);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("admin-users-get-permissions")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/admin/users/get-permissions")] HttpRequest request) => Answer<GetPermissions>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, RpcCall call, CancellationToken cancellation)
    {
        if (await findUser.ByIdOrName(parameters.UserId, cancellation) is not { } user)
        {
            return Failure.NotFound;
        }

        var held = Permission.Effective(user.Id, user.Permissions);
        return Result.Of(PermissionEntry.List(call.Caller.Permissions, held.Contains));
    }
}
