using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Permissions;
using Serverless.Domain.Sessions;

namespace Serverless.Api.Sessions;

/// <summary>Ends one of the caller's sessions. It can be the session of the call.</summary>
[Permission(Permission.User), SessionOnly]
[Answer(typeof(Deleted))]
[Fails(404, "Session Not Found", When = "The caller has no such session.")]
public sealed class Delete(EndSessions endSessions) : SessionEndpoint<Delete.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="Id">The session's id: its <c>iat</c>.</param>
    public sealed record Arguments(string Id);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("sessions-delete")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/user/session/{id}")] HttpRequest request) => Answer<Delete>(request);

    /// <summary>Handles the HTTP trigger of the path in the document's examples.</summary>
    [Function("sessions-delete-short")]
    public static Task<IResult> RunShort([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/session/{id}")] HttpRequest request) => Answer<Delete>(request);

    /// <inheritdoc />
    protected override Task<Result> Invoke(Arguments parameters, Call call, CancellationToken cancellation) =>
        End(endSessions, call.Actor, call.Caller.UserId, parameters.Id, cancellation);

    /// <summary>Ends a session of any user.</summary>
    internal static async Task<Result> End(EndSessions endSessions, Actor actor, long userId, string id, CancellationToken cancellation) =>
        SessionIds.Read(id) is { } issuedAt && await endSessions.Run(actor, userId, new HashSet<long> { issuedAt }, cancellation) > 0
            ? Result.Of(new Deleted())
            : SessionError.SessionNotFound;
}
