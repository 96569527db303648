using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Api.Shared.Endpoints;
using Serverless.Domain.Permissions;
using Serverless.Domain.Sessions;

namespace Serverless.Api.Sessions;

/// <summary>Lists the caller's sessions, newest first, whichever family created them.</summary>
[Reads, Permission(Permission.User)]
[Answer(typeof(SessionList))]
public sealed class List(ListSessions listSessions) : SessionEndpoint<List.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="Limit">The maximum number of sessions, 1 to 50. Any other value means 50.</param>
    /// <param name="Offset">The number of sessions to skip, 0 or more. Any other value means 0.</param>
    public sealed record Arguments([Query, DescribedAs(typeof(int))] string? Limit, [Query, DescribedAs(typeof(int))] string? Offset);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("sessions-list")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/user/sessions")] HttpRequest request) => Answer<List>(request);

    /// <summary>Handles the HTTP trigger of the path in the document's examples.</summary>
    [Function("sessions-list-short")]
    public static Task<IResult> RunShort([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/sessions")] HttpRequest request) => Answer<List>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, Call call, CancellationToken cancellation)
    {
        var user = call.Caller.UserId;
        return Result.Of(SessionList.Of(await listSessions.Run(user, cancellation), user, Page.Read(parameters.Limit, parameters.Offset)));
    }
}
