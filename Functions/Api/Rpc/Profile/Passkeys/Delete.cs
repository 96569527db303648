using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Permissions;
using Serverless.Domain.RateLimits;
using Serverless.Domain.SecondFactors;
using Serverless.Domain.Users;
using Serverless.Storage.Rows;

namespace Serverless.Api.Rpc.Profile.Passkeys;

/// <summary>Removes one of the caller's passkeys. The recovery codes end with the last second factor.</summary>
[Permission(Permission.User), FreshSession, Limit(LimitKind.Changes)]
[Answer(Rows = true)]
[Fails(404, PasskeyFailure.Missing)]
public sealed class Delete(AccountStore accounts, SecondFactorRows rows, TimeProvider time) : RpcMethod<Delete.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="Id">The id of the passkey.</param>
    public sealed record Arguments(string Id);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("profile-passkeys-delete")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/profile/passkeys/delete")] HttpRequest request) => Answer<Delete>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, RpcCall call, CancellationToken cancellation)
    {
        return Wire.TryReadId(parameters.Id, out var id) && await accounts.Change(call.Actor, call.Caller.UserId, Remove, cancellation)
            ? Result.Touched(1)
            : PasskeyFailure.NotFound;

        async ValueTask<bool> Remove(AccountChange change, CancellationToken stop)
        {
            if (!change.User.Passkeys.Contains(id) || await rows.FindPasskey(change.User.Id, id, stop) is not { } row)
            {
                return false;
            }

            change.RemovePasskey(id);
            change.Notify(SecurityNotice.FactorRemoved(FactorName.Passkey(row.Name)), time.GetUtcNow());
            return true;
        }
    }
}
