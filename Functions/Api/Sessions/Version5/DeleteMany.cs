using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Api.Shared.Endpoints;
using Serverless.Domain.Permissions;
using Serverless.Domain.Sessions;

namespace Serverless.Api.Sessions.Version5;

/// <summary>Ends the given sessions of the caller. Unknown ids are ignored. For clients of version 5.</summary>
[Permission(Permission.User), SessionOnly]
[Answer(typeof(SessionsDeleted))]
public sealed class DeleteMany(EndSessions endSessions) : SessionEndpoint<DeleteMany.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="Ids">The ids: an array of texts or numbers. Only the first 1,000 are used.</param>
    public sealed record Arguments([DescribedAs(typeof(string[]))] JsonElement Ids);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("sessions-version5-delete-many")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/users/me/sessions")] HttpRequest request) => Answer<DeleteMany>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, Call call, CancellationToken cancellation) =>
        SessionIds.ReadMany(parameters.Ids) is { } ids
            ? Result.Of(new SessionsDeleted(await endSessions.Run(call.Actor, call.Caller.UserId, ids, cancellation)))
            : SessionError.MissingFields(["ids"]);
}
