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
/// Changes the user name and the password of a user, and returns both. The password is generated if none is given. Sessions, API tokens and links end as
/// described for <c>set-password</c>.
/// </summary>
[Permission(Permission.Admin), FreshSession(FreshSessionRule.IfConfigured)]
[Answer(typeof(Renamed))]
[Fails(400, When = "The user is root, or the name or the password is refused. The message says which.")]
[Fails(403, When = "The caller is an API token, and the user its owner or an administrator. The message says which.")]
[Fails(404, "User not found")]
[Fails(409, "User already exists")]
public sealed class SetUsername(
    FindUser findUser, DraftUser draftUser, PasswordPolicy policy, BreachedPasswords breached, PasswordHashing hashing, ChangeNames changeNames,
    FreshSessions freshSessions, IOptions<RecoveryOptions> recovery, TimeProvider time)
    : RpcMethod<SetUsername.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="UserId">The user's id or name.</param>
    /// <param name="NewUsername">The new name.</param>
    /// <param name="NewPassword">The new password. It is generated if omitted or empty.</param>
    public sealed record Arguments(string UserId, string NewUsername, string? NewPassword);

    /// <summary>The new user name and password.</summary>
    /// <param name="Username">The user name, as it is stored.</param>
    /// <param name="Password">The password in plain text. It is never returned again.</param>
    public sealed record Renamed(string Username, string Password);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("admin-users-set-username")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/admin/users/set-username")] HttpRequest request) => Answer<SetUsername>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, RpcCall call, CancellationToken cancellation)
    {
        if (await findUser.ByIdOrName(parameters.UserId, cancellation) is not { } user)
        {
            return Failure.NotFound;
        }

        if (user.IsRoot)
        {
            return Result.Fail(400, Reason.RootAccount, "Impossible to chanhe root username");
        }

        if (CredentialGuard.RefuseCredentials(call.Caller, user) is { } forbidden)
        {
            return Result.Fail(403, forbidden);
        }

        if (!await freshSessions.AllowPassword(call.Caller, user, cancellation))
        {
            return Result.Refuse(Reason.ReauthenticationRequired);
        }

        var name = UserName.Normalize(parameters.NewUsername);
        var password = parameters.NewPassword ?? PasswordPolicy.Generate();
        if ((draftUser.RefuseName(name, user.Email) ?? policy.Refuse(password, name, user.Email) ?? await breached.Refuse(parameters.NewPassword, user, cancellation)) is { } refused)
        {
            return Result.Fail(400, refused);
        }

        var hash = await hashing.Hash(password, cancellation, HashLane.Of(call.Caller.UserId));
        return await changeNames.Run(call.Actor, user.Id, change => Set(change, call.Caller, name, hash), cancellation, known: user) switch
        {
            NameOutcome.Done => Result.Of(new Renamed(name, password)),
            NameOutcome.Taken => Failure.Taken,
            NameOutcome.Refused => Result.Fail(400, Reason.UserNameNotOwnEmail, SetEmail.UserNameNeedsEmail), // the email address changed in the meantime
            _ => Failure.NotFound,
        };
    }

    /// <summary>Sets the name and the password; returns false if the user changed in the meantime, so that they can no longer be set.</summary>
    private bool Set(AccountChange change, Caller caller, string name, string hash)
    {
        if (draftUser.RefuseName(name, change.User.Email) is not null || CredentialGuard.RefuseCredentials(caller, change.User) is not null)
        {
            return false;
        }

        change.User = change.User with { Name = name };
        change.SetPassword(hash, caller, recovery.Value.RevokesEverything, time.GetUtcNow());
        return true;
    }
}
