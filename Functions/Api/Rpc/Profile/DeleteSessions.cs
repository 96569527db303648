using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Permissions;
using Serverless.Domain.Users;

namespace Serverless.Api.Rpc.Profile;

/// <summary>Ends all of the caller's sessions, except the session of the call itself.</summary>
[Permission(Permission.User), SessionOnly]
[Answer(Rows = true)]
public sealed class DeleteSessions(AccountStore accounts) : RpcMethod<NoParameters>
{
    /// <summary>Handles the HTTP trigger.</summary>
    [Function("profile-delete-sessions")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/profile/delete-sessions")] HttpRequest request) => Answer<DeleteSessions>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(NoParameters parameters, RpcCall call, CancellationToken cancellation)
    {
        var keep = call.Caller.SessionId;
        return Result.Touched(await accounts.Change(call.Actor, call.Caller.UserId, change => change.CloseSessions(session => session.Id != keep), cancellation));
    }
}
