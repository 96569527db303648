using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Permissions;
using Serverless.Domain.Users;

namespace Serverless.Api.Rpc.Admin.Users;

/// <summary>
/// Removes all second factors of a user: authenticator app, passkeys and recovery codes. The user gets an email. Only root can remove those of root.
/// </summary>
[Permission(Permission.Admin), FreshSession]
[Answer(Rows = true)]
[Fails(400, Failure.RootText)]
[Fails(404, "User not found")]
public sealed class ResetFactors(AccountStore accounts, TimeProvider time) : RpcMethod<ResetFactors.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="UserId">The user's id.</param>
    public sealed record Arguments(string UserId);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("admin-users-reset-factors")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/admin/users/reset-factors")] HttpRequest request) => Answer<ResetFactors>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, RpcCall call, CancellationToken cancellation)
    {
        if (!Wire.TryReadId(parameters.UserId, out var id))
        {
            return Failure.NotFound;
        }

        if (Failure.OfRoot(call.Caller, id) is { } refused)
        {
            return refused;
        }

        return await accounts.Change(call.Actor, id, change => Result.Touched(change.ResetSecondFactors(time.GetUtcNow())), cancellation) ?? Failure.NotFound;
    }
}
