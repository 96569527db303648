using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Permissions;
using Serverless.Domain.Sessions;

namespace Serverless.Api.Rpc.Profile.Sessions;

/// <summary>Lists the caller's sessions, newest first, whichever family created them. There are at most 50.</summary>
[Reads, Permission(Permission.User)]
[Answer(typeof(SessionEntry[]))]
public sealed class Read(ListSessions listSessions) : RpcMethod<NoParameters>
{
    /// <summary>Handles the HTTP trigger.</summary>
    [Function("profile-sessions-read")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/profile/sessions/read")] HttpRequest request) => Answer<Read>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(NoParameters parameters, RpcCall call, CancellationToken cancellation) =>
        Result.Of(SessionEntry.List(await listSessions.Run(call.Caller.UserId, cancellation), call.Caller));
}
