using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Permissions;
using Serverless.Domain.Sessions;

namespace Serverless.Api.Sessions.Version5;

/// <summary>Ends one of the caller's sessions. For clients of version 5.</summary>
[Permission(Permission.User), SessionOnly]
[Answer(typeof(SessionDeleted))]
[Fails(404, "Invalid Session", When = "The caller has no such session.")]
public sealed class Delete(EndSessions endSessions) : SessionEndpoint<Delete.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="Id">The session's id, or <c>me</c> for the session of the call.</param>
    public sealed record Arguments(string Id);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("sessions-version5-delete-one")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/users/me/sessions/{id}")] HttpRequest request) => Answer<Delete>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, Call call, CancellationToken cancellation) =>
        Current.Id(parameters.Id, call.Caller) is { } issuedAt && await endSessions.Run(call.Actor, call.Caller.UserId, new HashSet<long> { issuedAt }, cancellation) > 0
            ? Result.Of(new SessionDeleted())
            : SessionError.InvalidSession(404);
}
