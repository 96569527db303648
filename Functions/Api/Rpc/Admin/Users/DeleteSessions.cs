using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Permissions;
using Serverless.Domain.Users;

namespace Serverless.Api.Rpc.Admin.Users;

/// <summary>Ends all sessions of a user, except the session of the call itself. Only root can end the sessions of root.</summary>
[Permission(Permission.Admin), FreshSession(FreshSessionRule.IfConfigured)]
[Answer(Rows = true)]
[Fails(400, Failure.RootText)]
[Fails(403, When = "The caller is an API token, and the user its owner or root. The message says which.")]
[Fails(404, "User not found")]
public sealed class DeleteSessions(AccountStore accounts) : RpcMethod<DeleteSessions.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="UserId">The user's id.</param>
    public sealed record Arguments(string UserId);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("admin-users-delete-sessions")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/admin/users/delete-sessions")] HttpRequest request) => Answer<DeleteSessions>(request);

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

        var keep = call.Caller.SessionId;
        // A user who does not exist has no sessions, so the number is 0.
        return Result.Touched(await accounts.Change(call.Actor, id, change => change.CloseSessions(session => session.Id != keep), cancellation));
    }
}
