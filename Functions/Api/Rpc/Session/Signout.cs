using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Audit;
using Serverless.Domain.Failures;
using Serverless.Domain.Permissions;
using Serverless.Domain.Users;

namespace Serverless.Api.Rpc.Session;

/// <summary>Ends the session of the call. Returns 404 if the call was made without a session.</summary>
[Permission(Permission.Anyone), ForEnrolment]
[Answer]
[Fails(404, When = "The call is made with no session.")]
public sealed class Signout(AccountStore accounts) : RpcMethod<NoParameters>
{
    /// <summary>Handles the HTTP trigger.</summary>
    [Function("session-signout")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/session/signout")] HttpRequest request) => Answer<Signout>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(NoParameters parameters, RpcCall call, CancellationToken cancellation)
    {
        if (call.Caller.SessionId is not { } session)
        {
            return Result.Fail(404, Reason.NoSession);
        }

        // Without an actor, because the call ends only its own session. It does not matter whether another call ended the session first.
        return await accounts.Change(Actor.Nobody, call.Caller.UserId, change => SignOut(change, session), cancellation) ? Result.Ok() : Result.Unchanged;
    }

    private static bool SignOut(AccountChange change, long session)
    {
        change.Record(AuditEventName.SignOut);
        return change.CloseSession(session);
    }
}
