using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Permissions;
using Serverless.Domain.Sessions;

namespace Serverless.Api.Sessions;

/// <summary>Reads one of the caller's sessions.</summary>
[Reads, Permission(Permission.User)]
[Answer(typeof(SessionRecord))]
[Fails(404, "Invalid Session", When = "The caller has no such session.")]
public sealed class Read(ListSessions listSessions) : SessionEndpoint<Read.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="Id">The session's id: its <c>iat</c>.</param>
    public sealed record Arguments(string Id);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("sessions-read")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/user/session/{id}")] HttpRequest request) => Answer<Read>(request);

    /// <summary>Handles the HTTP trigger of the path in the document's examples.</summary>
    [Function("sessions-read-short")]
    public static Task<IResult> RunShort([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/session/{id}")] HttpRequest request) => Answer<Read>(request);

    /// <inheritdoc />
    protected override Task<Result> Invoke(Arguments parameters, Call call, CancellationToken cancellation) =>
        Find(listSessions, call.Caller.UserId, parameters.Id, cancellation);

    /// <summary>Reads a session of any user.</summary>
    internal static async Task<Result> Find(ListSessions listSessions, long userId, string id, CancellationToken cancellation) =>
        SessionIds.Read(id) is { } issuedAt && await listSessions.Find(userId, issuedAt, cancellation) is { } session
            ? Result.Of(SessionRecord.Of(session, userId))
            : SessionError.InvalidSession(404);
}
