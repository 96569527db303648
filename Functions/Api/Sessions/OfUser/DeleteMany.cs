using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Api.Shared.Endpoints;
using Serverless.Domain.ApiTokens;
using Serverless.Domain.Permissions;
using Serverless.Domain.Sessions;
using Serverless.Domain.Users;

namespace Serverless.Api.Sessions.OfUser;

/// <summary>Ends the given sessions of any user. Unknown ids are ignored. Only root can end the sessions of root.</summary>
[Permission(Permission.Admin)]
[Answer(typeof(DeletedBulk))]
[Fails(404, "Invalid User", When = "There is no such user.")]
public sealed class DeleteMany(FindUser findUser, EndSessions endSessions) : SessionEndpoint<DeleteMany.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="Uid">The user's id or name.</param>
    /// <param name="Sessions">The ids: an array of texts or numbers. Only the first 1,000 are used.</param>
    public sealed record Arguments(string Uid, [DescribedAs(typeof(string[]))] JsonElement Sessions);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("sessions-of-user-delete-many")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/user/{uid}/sessions")] HttpRequest request) => Answer<DeleteMany>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, Call call, CancellationToken cancellation) =>
        await findUser.ByIdOrName(parameters.Uid, cancellation) is not { } user ? SessionError.InvalidUser
        // Only root can end sessions of root, and an API token cannot end sessions of its owner.
        : (user.IsRoot && !call.Caller.IsRoot) || CredentialGuard.RefuseSessions(call.Caller, user) is not null ? SessionError.MissingPermissions
        : await Sessions.DeleteMany.End(endSessions, call.Actor, user.Id, parameters.Sessions, cancellation);
}
