using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Permissions;
using Serverless.Domain.RateLimits;
using Serverless.Domain.SecondFactors;
using Serverless.Domain.Users;

namespace Serverless.Api.Rpc.Profile.Totp;

/// <summary>Removes the caller's authenticator app. The recovery codes end with the last second factor.</summary>
[Permission(Permission.User), FreshSession, Limit(LimitKind.Changes)]
[Answer(Rows = true)]
public sealed class Delete(AccountStore accounts, TimeProvider time) : RpcMethod<NoParameters>
{
    /// <summary>Handles the HTTP trigger.</summary>
    [Function("profile-totp-delete")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/profile/totp/delete")] HttpRequest request) => Answer<Delete>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(NoParameters parameters, RpcCall call, CancellationToken cancellation) =>
        Result.Touched(await accounts.Change(call.Actor, call.Caller.UserId, Remove, cancellation) ? 1 : 0);

    private bool Remove(AccountChange change)
    {
        if (!change.RemoveTotp())
        {
            return false;
        }

        change.Notify(SecurityNotice.FactorRemoved(FactorName.Totp), time.GetUtcNow());
        return true;
    }
}
