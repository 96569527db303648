using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Permissions;
using Serverless.Domain.Sessions;
using Serverless.Domain.Users;

namespace Serverless.Api.Sessions.OfUser;

/// <summary>Reads a session of any user.</summary>
[Reads, Permission(Permission.Admin)]
[Answer(typeof(SessionRecord))]
[Fails(404, "Invalid User", When = "There is no such user.")]
[Fails(404, "Invalid Session", When = "The user has no such session.")]
public sealed class Read(FindUser findUser, ListSessions listSessions) : SessionEndpoint<Read.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="Uid">The user's id or name.</param>
    /// <param name="Id">The session's id: its <c>iat</c>.</param>
    public sealed record Arguments(string Uid, string Id);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("sessions-of-user-read")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/user/{uid}/session/{id}")] HttpRequest request) => Answer<Read>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, Call call, CancellationToken cancellation) =>
        await findUser.ByIdOrName(parameters.Uid, cancellation) is { } user
            ? await Sessions.Read.Find(listSessions, user.Id, parameters.Id, cancellation)
            : SessionError.InvalidUser;
}
