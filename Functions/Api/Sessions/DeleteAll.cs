using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Api.Shared.Endpoints;
using Serverless.Domain.Permissions;
using Serverless.Domain.Sessions;

namespace Serverless.Api.Sessions;

/// <summary>Ends all of the caller's sessions, including the session of the call unless <c>allButSelf</c> is given.</summary>
[Permission(Permission.User), SessionOnly]
[Answer(typeof(DeletedBulk))]
public sealed class DeleteAll(EndSessions endSessions) : SessionEndpoint<DeleteAll.Arguments>
{
    private static readonly string[] No = ["false", "0", "no", ""];

    /// <summary>The parameters.</summary>
    /// <param name="AllButSelf">Whether the session of the call stays. Any value means yes, except <c>false</c>, <c>0</c>, <c>no</c> and an empty one.</param>
    public sealed record Arguments([Query, DescribedAs(typeof(bool))] JsonElement? AllButSelf);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("sessions-delete-all")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/user/sessions/all")] HttpRequest request) => Answer<DeleteAll>(request);

    /// <summary>Handles the HTTP trigger of the path in the document's JavaScript example.</summary>
    [Function("sessions-delete-all-short")]
    public static Task<IResult> RunShort([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/sessions/all")] HttpRequest request) => Answer<DeleteAll>(request);

    /// <summary>Handles the HTTP trigger of the path in the document's curl example.</summary>
    [Function("sessions-delete-all-bare")]
    public static Task<IResult> RunBare([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "sessions/all")] HttpRequest request) => Answer<DeleteAll>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, Call call, CancellationToken cancellation)
    {
        // An unclear value keeps the session, because an ended session cannot be restored.
        var keepsSelf = parameters.AllButSelf is { } said && !No.Contains(said.ToString(), StringComparer.OrdinalIgnoreCase);
        return Result.Of(new DeletedBulk(await endSessions.All(call.Actor, call.Caller.UserId, keepsSelf ? call.Caller.SessionId : null, cancellation)));
    }
}
