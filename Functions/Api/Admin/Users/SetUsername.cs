using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Accounts;
using Serverless.Pipeline;
using Serverless.Security;

namespace Serverless.Api.Admin.Users;

/// <summary>Gives a user another name and another password, and tells both; the password is made up when none is given. His sessions end, all but the caller's own.</summary>
[Permission(Permission.Admin)]
[Answer(typeof(Renamed))]
[Fails(400, When = "The user is root, or the name or the password is refused; the text says which.")]
[Fails(404, "User not found")]
[Fails(409, "User already exists")]
public sealed class SetUsername(FindUser findUser, DraftUser draftUser, PasswordPolicy policy, PasswordHashing hashing, ChangeName changeName, TimeProvider time) : Method<SetUsername.Arguments>
{
    /// <summary>What it takes.</summary>
    /// <param name="UserId">The user's id or name.</param>
    /// <param name="NewUsername">The new name.</param>
    /// <param name="NewPassword">The new password; left out or empty to have one made up.</param>
    public sealed record Arguments(string UserId, string NewUsername, string? NewPassword);

    /// <summary>What the user signs in with from now on.</summary>
    /// <param name="Username">The name, as it is stored.</param>
    /// <param name="Password">The password, in clear: this is the only time it can be seen.</param>
    public sealed record Renamed(string Username, string Password);

    /// <summary>The HTTP trigger.</summary>
    [Function("admin-users-set-username")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/admin/users/set-username")] HttpRequest request) => Answer(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, Call call, CancellationToken cancellation)
    {
        if (await findUser.ByIdOrName(parameters.UserId, cancellation) is not { } user)
        {
            return Failure.NotFound;
        }

        if (user.IsRoot)
        {
            return Result.Fail(400, "Impossible to chanhe root username");
        }

        var name = UserName.Normalize(parameters.NewUsername);
        var password = parameters.NewPassword ?? PasswordPolicy.Generate();
        if ((draftUser.RefuseName(name, user.Email) ?? policy.Refuse(password, name, user.Email)) is { } refused)
        {
            return Result.Fail(400, refused);
        }

        var hash = await hashing.Hash(password, cancellation, HashLane.Of(call.Caller.UserId));
        return await changeName.Run(user.Id, NameField.UserName, name, change => Set(change, name, hash, call.Caller.SessionId, time.GetUtcNow()), cancellation, evenIfSame: true) switch
        {
            true => Result.Of(new Renamed(name, password)),
            false => Failure.Taken,
            null => Failure.NotFound,
        };
    }

    private static void Set(AccountChange change, string name, string hash, long? session, DateTimeOffset now)
    {
        change.User = change.User with { Name = name };
        change.SetPassword(hash, session);
        change.Notify(SecurityNotice.PasswordChanged, now);
    }
}
