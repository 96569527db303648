using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Failures;
using Serverless.Domain.Permissions;
using Serverless.Domain.Users;

namespace Serverless.Api.Rpc.Profile;

/// <summary>Deletes the caller and erases their data, as an administrator can. All of the caller's credentials stop working at once.</summary>
[Permission(Permission.User), FreshSession]
[Answer(Rows = true)]
[Fails(400, "Unable to remove root user")]
[Fails(404, When = "The user was deleted a moment ago.")]
public sealed class Delete(EraseUser eraseUser) : RpcMethod<NoParameters>
{
    /// <summary>Handles the HTTP trigger.</summary>
    [Function("profile-delete")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/profile/delete")] HttpRequest request) => Answer<Delete>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(NoParameters parameters, RpcCall call, CancellationToken cancellation)
    {
        if (call.Caller.IsRoot)
        {
            return Result.Fail(400, Reason.RootAccount, "Unable to remove root user");
        }

        return await eraseUser.Run(call.Actor, call.Caller.UserId, cancellation) ? Result.Touched(1) : Result.Fail(404, Reason.UserNotFound);
    }
}
