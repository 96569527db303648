using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Api.Shared.Endpoints;
using Serverless.Domain.Permissions;
using Serverless.Domain.Sessions;

namespace Serverless.Api.Sessions.Version5;

/// <summary>Ends all of the caller's sessions, except the session of the call unless <c>includeSelf</c> is true. For clients of version 5.</summary>
[Permission(Permission.User), SessionOnly]
[Answer(typeof(SessionsDeleted))]
public sealed class DeleteAll(EndSessions endSessions) : SessionEndpoint<DeleteAll.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="IncludeSelf">Whether the session of the call ends too.</param>
    public sealed record Arguments([Query, Also("include-self")] bool? IncludeSelf);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("sessions-version5-delete-all")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/users/me/sessions/all")] HttpRequest request) => Answer<DeleteAll>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, Call call, CancellationToken cancellation) =>
        Result.Of(new SessionsDeleted(await endSessions.All(call.Actor, call.Caller.UserId, parameters.IncludeSelf == true ? null : call.Caller.SessionId, cancellation)));
}
