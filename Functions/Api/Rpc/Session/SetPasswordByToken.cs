using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Audit;
using Serverless.Domain.EmailTokens;
using Serverless.Domain.Passwords;
using Serverless.Domain.Permissions;
using Serverless.Domain.Users;
using Serverless.Security;

namespace Serverless.Api.Rpc.Session;

/// <summary>
/// Sets a new password with a token from an email, confirms the email address, and ends all sessions. If <c>Security__ResetRevokes</c> is everything, all
/// API tokens and links to external accounts end. Otherwise those end that were made while the address was unconfirmed.
/// </summary>
[Permission(Permission.Anyone)]
[Answer(Rows = true)]
[Fails(400, When = "The password is too short, too long, too common, breached, or the user's own name or address. The message says which.")]
[Fails(400, "Token is invalid")]
[Fails(404, "Token not found")]
public sealed class SetPasswordByToken(RedeemAction redeemAction, AccountStore accounts, PasswordPolicy policy, BreachedPasswords breached, PasswordHashing hashing,
    IOptions<RecoveryOptions> recovery, TimeProvider time)
    : RpcMethod<SetPasswordByToken.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="Token">The token of the email.</param>
    /// <param name="Password">The new password.</param>
    public sealed record Arguments(string Token, string Password);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("session-set-password-by-token")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/session/set-password-by-token")] HttpRequest request) => Answer<SetPasswordByToken>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, RpcCall call, CancellationToken cancellation)
    {
        var (check, credential) = await redeemAction.Check(parameters.Token, ActionPurpose.ResetPassword, call.Address(), cancellation);
        if (credential is null || await accounts.Read(credential.UserId, cancellation) is not { } user)
        {
            return check.ToResult();
        }

        // Checked before the token is used up, so that the user does not need another email after a refused password.
        if ((policy.Refuse(parameters.Password, user.Name, user.Email) ?? await breached.Refuse(parameters.Password, user, cancellation)) is { } refused)
        {
            return Result.Fail(400, refused);
        }

        var hash = await hashing.Hash(parameters.Password, cancellation, HashLane.Of(user.Id));
        return await redeemAction.Run(credential, change => Set(change, hash, time.GetUtcNow()), cancellation) ? Result.Touched(1) : ActionCheck.NotFound.ToResult();
    }

    private void Set(AccountChange change, string hash, DateTimeOffset now)
    {
        change.Record(AuditEventName.PasswordReset);
        change.SetPassword(hash, keepSession: null);
        change.Evict(recovery.Value.RevokesEverything);
        if (change.Before.PasswordHash is not null || change.Before.EmailConfirmed)
        {
            change.Notify(SecurityNotice.PasswordChanged, now); // the first password of an invited user is no change
        }

        if (!change.User.EmailConfirmed)
        {
            change.Record(AuditEventName.EmailConfirmed);
            change.User = change.User with { EmailConfirmed = true };
        }
    }
}
