using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Failures;
using Serverless.Domain.Permissions;
using Serverless.Domain.Sessions;

namespace Serverless.Api.Rpc.Profile.Sessions;

/// <summary>Ends one of the caller's sessions. It can be the session of the call itself.</summary>
[Permission(Permission.User), SessionOnly]
[Answer(Rows = true)]
[Fails(404, Missing)]
public sealed class Delete(EndSessions endSessions) : RpcMethod<Delete.Arguments>
{
    private const string Missing = "Session not found";

    /// <summary>The parameters.</summary>
    /// <param name="Id">The id of the session.</param>
    public sealed record Arguments(string Id);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("profile-sessions-delete")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/profile/sessions/delete")] HttpRequest request) => Answer<Delete>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, RpcCall call, CancellationToken cancellation) =>
        Wire.TryReadId(parameters.Id, out var id) && await endSessions.Run(call.Actor, call.Caller.UserId, new HashSet<long> { id }, cancellation) > 0
            ? Result.Touched(1)
            : Result.Fail(404, Reason.SessionNotFound, Missing);
}
