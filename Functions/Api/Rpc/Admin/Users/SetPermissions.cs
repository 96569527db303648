using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Permissions;

namespace Serverless.Api.Rpc.Admin.Users;

/// <summary>Replaces the permission overrides of a user. Omitted permissions fall back to their defaults.</summary>
[Permission(Permission.Admin), FreshSession(FreshSessionRule.IfConfigured)]
[Answer]
[Fails(400, When = "The user is the caller or root, or a permission cannot be given. The message says which.")]
[Fails(403, When = "The caller is an API token, and the user would no longer be an administrator.")]
[Fails(404, "User not found")]
public sealed class SetPermissions(SetUserPermissions setUserPermissions) : RpcMethod<SetPermissions.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="UserId">The user's id.</param>
    /// <param name="Permissions">Names of permissions, each with true if the user holds it. The caller must hold each of these permissions.</param>
    public sealed record Arguments(string UserId, IReadOnlyDictionary<string, bool> Permissions);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("admin-users-set-permissions")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/admin/users/set-permissions")] HttpRequest request) => Answer<SetPermissions>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, RpcCall call, CancellationToken cancellation) =>
        Wire.TryReadId(parameters.UserId, out var id)
            ? Failure.Unless(await setUserPermissions.Run(id, parameters.Permissions, _ => PermissionMap.From(parameters.Permissions), call.Caller, call.Actor, cancellation))
            : Failure.NotFound;
}
