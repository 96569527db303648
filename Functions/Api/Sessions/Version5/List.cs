using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Api.Shared.Endpoints;
using Serverless.Domain.Permissions;
using Serverless.Domain.Sessions;

namespace Serverless.Api.Sessions.Version5;

/// <summary>Lists the caller's sessions, newest first. For clients of version 5.</summary>
[Reads, Permission(Permission.User)]
[Answer(typeof(SessionSummaries))]
public sealed class List(ListSessions listSessions) : SessionEndpoint<List.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="Limit">The maximum number of sessions, 1 to 50. Any other value means 50.</param>
    /// <param name="Offset">The number of sessions to skip, 0 or more. Any other value means 0.</param>
    public sealed record Arguments([Query, DescribedAs(typeof(int))] string? Limit, [Query, DescribedAs(typeof(int))] string? Offset);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("sessions-version5-list")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/users/me/sessions")] HttpRequest request) => Answer<List>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, Call call, CancellationToken cancellation)
    {
        var sessions = await listSessions.Run(call.Caller.UserId, cancellation);
        var page = Page.Read(parameters.Limit, parameters.Offset).Of(sessions);
        return Result.Of(new SessionSummaries(sessions.Count, [.. page.Select(session => new SessionSummary(session.IssuedAt.ToWire(), session.Name))]));
    }
}
