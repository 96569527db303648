using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Permissions;
using Serverless.Domain.Sessions;

namespace Serverless.Api.Sessions.Version5;

/// <summary>Reads one of the caller's sessions. For clients of version 5.</summary>
[Reads, Permission(Permission.User)]
[Answer(typeof(SessionDetails))]
[Fails(404, "Invalid Session", When = "The caller has no such session.")]
public sealed class Read(ListSessions listSessions) : SessionEndpoint<Read.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="Id">The session's id, or <c>me</c> for the session of the call.</param>
    public sealed record Arguments(string Id);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("sessions-version5-read")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/users/me/sessions/{id}")] HttpRequest request) => Answer<Read>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, Call call, CancellationToken cancellation) =>
        Current.Id(parameters.Id, call.Caller) is { } issuedAt && await listSessions.Find(call.Caller.UserId, issuedAt, cancellation) is { } session
            ? Result.Of(SessionDetails.Of(session))
            : SessionError.InvalidSession(404);
}
