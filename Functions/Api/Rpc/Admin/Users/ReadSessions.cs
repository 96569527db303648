using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Permissions;
using Serverless.Domain.Sessions;
using Serverless.Domain.Users;

namespace Serverless.Api.Rpc.Admin.Users;

/// <summary>Lists the sessions of a user, newest first, whichever family created them. A disabled user has none.</summary>
[Reads, Permission(Permission.Admin)]
[Answer(typeof(SessionEntry[]))]
[Fails(404, "User not found")]
public sealed class ReadSessions(AccountStore accounts, ListSessions listSessions) : RpcMethod<ReadSessions.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="UserId">The user's id.</param>
    public sealed record Arguments(string UserId);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("admin-users-read-sessions")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/admin/users/read-sessions")] HttpRequest request) => Answer<ReadSessions>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, RpcCall call, CancellationToken cancellation) =>
        Wire.TryReadId(parameters.UserId, out var id) && await accounts.Read(id, cancellation) is not null
            ? Result.Of(SessionEntry.List(await listSessions.Run(id, cancellation), call.Caller))
            : Failure.NotFound;
}
