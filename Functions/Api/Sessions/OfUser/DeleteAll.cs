using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.ApiTokens;
using Serverless.Domain.Permissions;
using Serverless.Domain.Sessions;
using Serverless.Domain.Users;

namespace Serverless.Api.Sessions.OfUser;

/// <summary>Ends all sessions of any user. Only root can end the sessions of root.</summary>
[Permission(Permission.Admin)]
[Answer(typeof(DeletedBulk))]
[Fails(404, "Invalid User", When = "There is no such user.")]
public sealed class DeleteAll(FindUser findUser, EndSessions endSessions) : SessionEndpoint<DeleteAll.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="Uid">The user's id or name.</param>
    public sealed record Arguments(string Uid);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("sessions-of-user-delete-all")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/user/{uid}/sessions/all")] HttpRequest request) => Answer<DeleteAll>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, Call call, CancellationToken cancellation) =>
        await findUser.ByIdOrName(parameters.Uid, cancellation) is not { } user ? SessionError.InvalidUser
        // Only root can end sessions of root, and an API token cannot end sessions of its owner.
        : (user.IsRoot && !call.Caller.IsRoot) || CredentialGuard.RefuseSessions(call.Caller, user) is not null ? SessionError.MissingPermissions
        : Result.Of(new DeletedBulk(await endSessions.All(call.Actor, user.Id, keep: null, cancellation)));
}
