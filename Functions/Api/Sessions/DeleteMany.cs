using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Api.Shared.Endpoints;
using Serverless.Domain.Permissions;
using Serverless.Domain.Sessions;

namespace Serverless.Api.Sessions;

/// <summary>Ends the given sessions of the caller. Unknown ids are ignored.</summary>
[Permission(Permission.User), SessionOnly]
[Answer(typeof(DeletedBulk))]
public sealed class DeleteMany(EndSessions endSessions) : SessionEndpoint<DeleteMany.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="Sessions">The ids: an array of texts or numbers. Only the first 1,000 are used.</param>
    public sealed record Arguments([DescribedAs(typeof(string[]))] JsonElement Sessions);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("sessions-delete-many")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/user/sessions")] HttpRequest request) => Answer<DeleteMany>(request);

    /// <summary>Handles the HTTP trigger of the path in the document's examples.</summary>
    [Function("sessions-delete-many-short")]
    public static Task<IResult> RunShort([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/sessions")] HttpRequest request) => Answer<DeleteMany>(request);

    /// <inheritdoc />
    protected override Task<Result> Invoke(Arguments parameters, Call call, CancellationToken cancellation) =>
        End(endSessions, call.Actor, call.Caller.UserId, parameters.Sessions, cancellation);

    /// <summary>Ends the given sessions of any user.</summary>
    internal static async Task<Result> End(EndSessions endSessions, Actor actor, long userId, JsonElement sessions, CancellationToken cancellation) =>
        SessionIds.ReadMany(sessions) is { } ids
            ? Result.Of(new DeletedBulk(await endSessions.Run(actor, userId, ids, cancellation)))
            : SessionError.MissingFields(["sessions"]);
}
