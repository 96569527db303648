using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Failures;
using Serverless.Domain.Permissions;
using Serverless.Domain.Sessions;

namespace Serverless.Api.Rpc.Admin.Users;

/// <summary>Ends one session of a user. Only root can end a session of root.</summary>
[Permission(Permission.Admin), FreshSession(FreshSessionRule.IfConfigured)]
[Answer(Rows = true)]
[Fails(400, Failure.RootText)]
[Fails(403, When = "The caller is an API token, and the user its owner or root. The message says which.")]
[Fails(404, "Session not found")]
public sealed class DeleteSession(EndSessions endSessions) : RpcMethod<DeleteSession.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="UserId">The user's id.</param>
    /// <param name="SessionId">The id of the session, from <c>admin/users/read-sessions</c>.</param>
    public sealed record Arguments(string UserId, string SessionId);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("admin-users-delete-session")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/admin/users/delete-session")] HttpRequest request) => Answer<DeleteSession>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, RpcCall call, CancellationToken cancellation)
    {
        if (!Wire.TryReadId(parameters.UserId, out var id) || !Wire.TryReadId(parameters.SessionId, out var session))
        {
            return NotFound;
        }

        if (Failure.OfCredentials(call.Caller, id) is { } refused)
        {
            return refused;
        }

        return await endSessions.Run(call.Actor, id, new HashSet<long> { session }, cancellation) > 0 ? Result.Touched(1) : NotFound;
    }

    private static Result NotFound => Result.Fail(404, Reason.SessionNotFound, "Session not found");
}
