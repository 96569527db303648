using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Failures;
using Serverless.Domain.Permissions;
using Serverless.Domain.RateLimits;
using Serverless.Domain.Users;

namespace Serverless.Api.Rpc.Profile.RecoveryCodes;

/// <summary>Creates ten recovery codes, each of which works once. The old ones stop working. Only this response contains them.</summary>
[Permission(Permission.User), FreshSession, Limit(LimitKind.Changes)]
[Answer(typeof(NewCodes))]
[Fails(400, NoFactor)]
[Fails(404, When = "The user was deleted a moment ago.")]
public sealed class Create(AccountStore accounts, TimeProvider time) : RpcMethod<NoParameters>
{
    private const string NoFactor = "Add an authenticator app or a passkey first";

    /// <summary>The new codes.</summary>
    /// <param name="RecoveryCodes">The codes.</param>
    public sealed record NewCodes(IReadOnlyList<string> RecoveryCodes);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("profile-recovery-codes-create")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/profile/recovery-codes/create")] HttpRequest request) => Answer<Create>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(NoParameters parameters, RpcCall call, CancellationToken cancellation) =>
        await accounts.Change(call.Actor, call.Caller.UserId, Replace, cancellation) ?? Result.Fail(404, Reason.UserNotFound);

    private Result Replace(AccountChange change)
    {
        if (!change.User.HasSecondFactor)
        {
            return Result.Fail(400, Reason.SecondFactorMissing, NoFactor);
        }

        var codes = change.ReplaceRecoveryCodes();
        change.Notify(SecurityNotice.RecoveryCodesReplaced, time.GetUtcNow());
        return Result.Of(new NewCodes(codes));
    }
}
