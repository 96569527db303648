using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Failures;
using Serverless.Domain.Passwords;
using Serverless.Domain.Permissions;
using Serverless.Domain.RateLimits;
using Serverless.Domain.Sessions;
using Serverless.Domain.Users;
using Serverless.Security;

namespace Serverless.Api.Rpc.Profile;

/// <summary>Sets the caller's password. All other sessions end, and emailed tokens stop working.</summary>
[Permission(Permission.User), SessionOnly, FreshSession(FreshSessionRule.IfConfigured), Limit(LimitKind.Changes)]
[Answer(typeof(NewPassword))]
[Fails(400, When = "The password is too short, too long, too common, breached, or the user's own name or address. The message says which.")]
[Fails(403, When = "The user has a second factor, and the session is not fresh.")]
[Fails(404, When = "The user was deleted a moment ago.")]
public sealed class SetPassword(AccountStore accounts, PasswordPolicy policy, BreachedPasswords breached, PasswordHashing hashing, FreshSessions freshSessions, TimeProvider time) : RpcMethod<SetPassword.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="Password">The new password. It is generated if empty.</param>
    public sealed record Arguments(string Password);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("profile-set-password")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/profile/set-password")] HttpRequest request) => Answer<SetPassword>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, RpcCall call, CancellationToken cancellation)
    {
        if (await accounts.Read(call.Caller.UserId, cancellation) is not { } user)
        {
            return Result.Fail(404, Reason.UserNotFound);
        }

        if (!await freshSessions.AllowPassword(call.Caller, user, cancellation))
        {
            return Result.Refuse(Reason.ReauthenticationRequired);
        }

        var password = parameters.Password.Length > 0 ? parameters.Password : PasswordPolicy.Generate();
        if ((policy.Refuse(password, user.Name, user.Email) ?? await breached.Refuse(parameters.Password, user, cancellation)) is { } refused)
        {
            return Result.Fail(400, refused);
        }

        var hash = await hashing.Hash(password, cancellation, HashLane.Of(call.Caller.UserId));
        var isDone = await accounts.Change(call.Actor, user.Id, change => Set(change, hash, call.Caller.SessionId, time.GetUtcNow()), cancellation, known: user);
        return isDone ? Result.Of(new NewPassword(password)) : Result.Fail(404, Reason.UserNotFound);
    }

    private static bool Set(AccountChange change, string hash, long? session, DateTimeOffset now)
    {
        change.SetPassword(hash, session);
        change.Notify(SecurityNotice.PasswordChanged, now);
        return true;
    }
}
