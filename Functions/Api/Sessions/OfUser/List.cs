using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Api.Shared.Endpoints;
using Serverless.Domain.Permissions;
using Serverless.Domain.Sessions;
using Serverless.Domain.Users;

namespace Serverless.Api.Sessions.OfUser;

/// <summary>Lists the sessions of any user, newest first.</summary>
[Reads, Permission(Permission.Admin)]
[Answer(typeof(SessionList))]
[Fails(404, "Invalid User", When = "There is no such user.")]
public sealed class List(FindUser findUser, ListSessions listSessions) : SessionEndpoint<List.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="Uid">The user's id or name.</param>
    /// <param name="Limit">The maximum number of sessions, 1 to 50. Any other value means 50.</param>
    /// <param name="Offset">The number of sessions to skip, 0 or more. Any other value means 0.</param>
    public sealed record Arguments(string Uid, [Query, DescribedAs(typeof(int))] string? Limit, [Query, DescribedAs(typeof(int))] string? Offset);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("sessions-of-user-list")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/user/{uid}/sessions")] HttpRequest request) => Answer<List>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, Call call, CancellationToken cancellation) =>
        await findUser.ByIdOrName(parameters.Uid, cancellation) is { } user
            ? Result.Of(SessionList.Of(await listSessions.Run(user.Id, cancellation), user.Id, Page.Read(parameters.Limit, parameters.Offset)))
            : SessionError.InvalidUser;
}
