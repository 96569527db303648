using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Failures;
using Serverless.Domain.Permissions;
using Serverless.Domain.Users;

namespace Serverless.Api.Rpc.Admin.Users;

/// <summary>Enables or disables a user. Disabling ends the sessions of the user. Their API tokens do not work while the user is disabled.</summary>
[Permission(Permission.Admin), FreshSession(FreshSessionRule.IfConfigured)]
[Answer(Rows = true)]
[Fails(400, When = "The user is the caller or root. The message says which.")]
[Fails(404, "User not found")]
public sealed class SetEnabled(FindUser findUser, AccountStore accounts) : RpcMethod<SetEnabled.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="UserId">The user's id or name.</param>
    /// <param name="Enabled">Whether the user is enabled from now on.</param>
    public sealed record Arguments(string UserId, bool Enabled);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("admin-users-set-enabled")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/admin/users/set-enabled")] HttpRequest request) => Answer<SetEnabled>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, RpcCall call, CancellationToken cancellation)
    {
        if (await findUser.ByIdOrName(parameters.UserId, cancellation) is not { } user)
        {
            return Failure.NotFound;
        }

        if (user.Id == call.Caller.UserId)
        {
            return Result.Fail(400, Reason.OwnAccount, "You can't change own enabled status");
        }

        if (user.IsRoot)
        {
            return Failure.Root;
        }

        return await accounts.Change(call.Actor, user.Id, change => Set(change, parameters.Enabled), cancellation, known: user) ?? Failure.NotFound;
    }

    private static Result Set(AccountChange change, bool enabled)
    {
        if (change.User.Enabled == enabled)
        {
            return Result.Unchanged;
        }

        change.SetEnabled(enabled);
        return Result.Touched(1);
    }
}
