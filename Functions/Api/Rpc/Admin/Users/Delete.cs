using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Failures;
using Serverless.Domain.Permissions;
using Serverless.Domain.Users;

namespace Serverless.Api.Rpc.Admin.Users;

/// <summary>Deletes a user and erases their data. Their credentials stop working at once.</summary>
[Permission(Permission.Admin), FreshSession(FreshSessionRule.IfConfigured)]
[Answer(Rows = true)]
[Fails(400, When = "The user is the caller or root. The message says which.")]
[Fails(404, "User not found")]
public sealed class Delete(EraseUser eraseUser) : RpcMethod<Delete.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="UserId">The user's id.</param>
    public sealed record Arguments(string UserId);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("admin-users-delete")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/admin/users/delete")] HttpRequest request) => Answer<Delete>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, RpcCall call, CancellationToken cancellation)
    {
        if (!Wire.TryReadId(parameters.UserId, out var id))
        {
            return Failure.NotFound;
        }

        if (id == call.Caller.UserId)
        {
            return Result.Fail(400, Reason.OwnAccount, "You can't remove yourself");
        }

        if (id == User.RootId)
        {
            return Result.Fail(400, Reason.RootAccount, "Unable to remove root user");
        }

        return await eraseUser.Run(call.Actor, id, cancellation) ? Result.Touched(1) : Failure.NotFound;
    }
}
