using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Accounts;
using Serverless.Api.Profile;
using Serverless.Pipeline;
using Serverless.Security;

namespace Serverless.Api.Admin.Users;

/// <summary>Sets a user's password and tells it; made up when none is given. His sessions end, all but the caller's own, and mailed tokens stop working.</summary>
[Permission(Permission.Admin)]
[Answer(typeof(Profile.NewPassword))]
[Fails(400, When = "The password is refused, or the user is root and the caller is not; the text says which.")]
[Fails(404, "User not found")]
public sealed class SetPassword(FindUser findUser, AccountStore accounts, PasswordPolicy policy, PasswordHashing hashing, TimeProvider time) : Method<SetPassword.Arguments>
{
    /// <summary>What it takes.</summary>
    /// <param name="UserId">The user's id or name.</param>
    /// <param name="Pasword">The new password; left out or empty to have one made up. The contract spells it like this.</param>
    public sealed record Arguments(string UserId, string? Pasword);

    /// <summary>The HTTP trigger.</summary>
    [Function("admin-users-set-password")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/admin/users/set-password")] HttpRequest request) => Answer(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, Call call, CancellationToken cancellation)
    {
        if (await findUser.ByIdOrName(parameters.UserId, cancellation) is not { } user)
        {
            return Failure.NotFound;
        }

        if (user.IsRoot && !call.Caller.IsRoot)
        {
            return Result.Fail(400, "You can't change root user password");
        }

        var password = parameters.Pasword ?? PasswordPolicy.Generate();
        if (policy.Refuse(password, user.Name, user.Email) is { } refused)
        {
            return Result.Fail(400, refused);
        }

        var hash = await hashing.Hash(password, cancellation, HashLane.Of(call.Caller.UserId));
        var isDone = await accounts.Change(user.Id, change => Set(change, hash, call.Caller.SessionId, time.GetUtcNow()), cancellation, known: user);
        return isDone ? Result.Of(new NewPassword(password)) : Failure.NotFound;
    }

    private static bool Set(AccountChange change, string hash, long? session, DateTimeOffset now)
    {
        change.SetPassword(hash, session);
        change.Notify(SecurityNotice.PasswordChanged, now);
        return true;
    }
}
