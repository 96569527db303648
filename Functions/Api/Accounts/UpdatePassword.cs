using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Api.Shared.Endpoints;
using Serverless.Domain.Passwords;
using Serverless.Domain.Permissions;
using Serverless.Domain.RateLimits;
using Serverless.Domain.Sessions;
using Serverless.Domain.Users;
using Serverless.Security;

namespace Serverless.Api.Accounts;

/// <summary>
/// Sets the caller's password and returns a new token. All private tokens end, and all other sessions except the session of the call. Emailed tokens stop
/// working.
/// </summary>
[Permission(Permission.User), SessionOnly, Limit(LimitKind.Changes)]
[Answer(typeof(Account))]
[Fails(422, When = "The current password is wrong, or the new one is not acceptable. The message says which.")]
public sealed class UpdatePassword(AccountRules rules, BreachedPasswords breached, AccountStore accounts, PasswordHashing hashing, OpenSession signIn, OpenPrivateSession openSession, TimeProvider time) : Endpoint<UpdatePassword.Arguments>
{
    /// <summary>The parameters. Missing values are reported like invalid ones.</summary>
    /// <param name="CurrentPassword">The current password.</param>
    /// <param name="Password">The new password, 8 to 128 characters.</param>
    /// <param name="PasswordConfirmation">The new password again.</param>
    public sealed record Arguments([Required] string? CurrentPassword, [Required] string? Password, [Required] string? PasswordConfirmation);

    /// <inheritdoc />
    public override Family Family => AccountFamily.Instance;

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("accounts-update-password")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/v2/user/password")] HttpRequest request) => Answer<UpdatePassword>(request);

    /// <summary>Handles the HTTP trigger of the path without a prefix.</summary>
    [Function("accounts-update-password-bare")]
    public static Task<IResult> RunBare([HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "user/password")] HttpRequest request) => Answer<UpdatePassword>(request);

    private static Result WrongPassword => AccountError.Of(422, "密码错误！");

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, Call call, CancellationToken cancellation)
    {
        if (await accounts.Read(call.Caller.UserId, cancellation) is not { } user)
        {
            return AccountError.Unauthorized; // deleted in the meantime
        }

        var check = await signIn.Verify(user.Name, parameters.CurrentPassword ?? "", call.Device(), cancellation);
        if (check.RetryAfter is { } wait)
        {
            return Result.TooManyRequests(wait);
        }

        if (check.User is not { } verified || verified.User.Id != user.Id)
        {
            return WrongPassword;
        }

        if (AccountError.Invalid(rules.Password(parameters.Password, parameters.PasswordConfirmation, user.Name, user.Email)) is { } invalid)
        {
            return invalid;
        }

        if (await breached.Refuse(parameters.Password, user, cancellation) is not null)
        {
            return AccountError.BreachedPassword;
        }

        var hash = await hashing.Hash(parameters.Password!, cancellation, HashLane.Of(user.Id));
        var session = await openSession.Run(call.Actor, user.Id, (change, _) => ValueTask.FromResult(Set(change, verified.User, hash, call.Caller.SessionId)), call.Device(), cancellation, known: verified.User);
        return session is null ? WrongPassword : Result.Of(Account.Of(session));
    }

    /// <summary>Sets the password; returns false if another call changed it in the meantime.</summary>
    private bool Set(AccountChange change, User read, string hash, long? callers)
    {
        if (change.User.PasswordHash != read.PasswordHash)
        {
            return false;
        }

        change.SetPassword(hash, read.Sessions.Any(session => session.Id == callers && !session.IsPrivateToken) ? callers : null);
        change.Notify(SecurityNotice.PasswordChanged, time.GetUtcNow());
        return true;
    }
}
