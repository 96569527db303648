using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.ApiTokens;
using Serverless.Domain.Permissions;
using Serverless.Domain.Sessions;
using Serverless.Domain.Users;

namespace Serverless.Api.Sessions.OfUser;

/// <summary>Ends a session of any user. Only root can end the sessions of root.</summary>
[Permission(Permission.Admin)]
[Answer(typeof(Deleted))]
[Fails(404, "Invalid User", When = "There is no such user.")]
[Fails(404, "Session Not Found", When = "The user has no such session.")]
public sealed class Delete(FindUser findUser, EndSessions endSessions) : SessionEndpoint<Delete.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="Uid">The user's id or name.</param>
    /// <param name="Id">The session's id: its <c>iat</c>.</param>
    public sealed record Arguments(string Uid, string Id);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("sessions-of-user-delete")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/user/{uid}/session/{id}")] HttpRequest request) => Answer<Delete>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, Call call, CancellationToken cancellation) =>
        await findUser.ByIdOrName(parameters.Uid, cancellation) is not { } user ? SessionError.InvalidUser
        // Only root can end sessions of root, and an API token cannot end sessions of its owner.
        : (user.IsRoot && !call.Caller.IsRoot) || CredentialGuard.RefuseSessions(call.Caller, user) is not null ? SessionError.MissingPermissions
        : await Sessions.Delete.End(endSessions, call.Actor, user.Id, parameters.Id, cancellation);
}
