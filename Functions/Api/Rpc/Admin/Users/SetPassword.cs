using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using Serverless.Api.Rpc.Profile;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.ApiTokens;
using Serverless.Domain.EmailTokens;
using Serverless.Domain.Failures;
using Serverless.Domain.Passwords;
using Serverless.Domain.Permissions;
using Serverless.Domain.Sessions;
using Serverless.Domain.UserNames;
using Serverless.Domain.Users;
using Serverless.Security;

namespace Serverless.Api.Rpc.Admin.Users;

/// <summary>
/// Sets a user's password and returns it. It is generated if none is given. The sessions of the user end, and emailed tokens stop working. If
/// <c>Security__ResetRevokes</c> is everything, API tokens and links to external accounts end. Callers that set their own password keep their session,
/// tokens and links.
/// </summary>
[Permission(Permission.Admin), FreshSession(FreshSessionRule.IfConfigured)]
[Answer(typeof(Api.Rpc.Profile.NewPassword))]
[Fails(400, When = "The password is refused, or the user is root and the caller is not. The message says which.")]
[Fails(403, When = "The caller is an API token, and the user its owner, root or an administrator. The message says which.")]
[Fails(404, "User not found")]
public sealed class SetPassword(
    FindUser findUser, ChangeNames changeNames, PasswordPolicy policy, BreachedPasswords breached, PasswordHashing hashing, FreshSessions freshSessions, IOptions<RecoveryOptions> recovery, TimeProvider time) : RpcMethod<SetPassword.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="UserId">The user's id or name.</param>
    /// <param name="Pasword">The new password. It is generated if omitted or empty. The name is spelled like this in the contract.</param>
    public sealed record Arguments(string UserId, string? Pasword);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("admin-users-set-password")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/admin/users/set-password")] HttpRequest request) => Answer<SetPassword>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, RpcCall call, CancellationToken cancellation)
    {
        if (await findUser.ByIdOrName(parameters.UserId, cancellation) is not { } user)
        {
            return Failure.NotFound;
        }

        if (user.IsRoot && !call.Caller.IsRoot)
        {
            return Result.Fail(400, Reason.RootAccount, "You can't change root user password");
        }

        if (CredentialGuard.RefuseCredentials(call.Caller, user) is { } forbidden)
        {
            return Result.Fail(403, forbidden);
        }

        if (!await freshSessions.AllowPassword(call.Caller, user, cancellation))
        {
            return Result.Refuse(Reason.ReauthenticationRequired);
        }

        var password = parameters.Pasword ?? PasswordPolicy.Generate();
        if ((policy.Refuse(password, user.Name, user.Email) ?? await breached.Refuse(parameters.Pasword, user, cancellation)) is { } refused)
        {
            return Result.Fail(400, refused);
        }

        var hash = await hashing.Hash(password, cancellation, HashLane.Of(call.Caller.UserId));
        return await changeNames.Run(call.Actor, user.Id, change => Set(change, call.Caller, hash), cancellation, known: user) switch
        {
            NameOutcome.Done => Result.Of(new NewPassword(password)),
            NameOutcome.Refused => Result.Fail(403, Reason.SessionRequired, "An API token cannot change the credentials of an administrator"), // changed in the meantime
            _ => Failure.NotFound,
        };
    }

    /// <summary>Sets the password; returns false if the user became one that the caller cannot change in the meantime.</summary>
    private bool Set(AccountChange change, Caller caller, string hash)
    {
        if (CredentialGuard.RefuseCredentials(caller, change.User) is not null)
        {
            return false;
        }

        change.SetPassword(hash, caller, recovery.Value.RevokesEverything, time.GetUtcNow());
        return true;
    }
}
