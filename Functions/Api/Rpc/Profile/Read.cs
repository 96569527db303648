using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Failures;
using Serverless.Domain.Permissions;
using Serverless.Domain.Users;

namespace Serverless.Api.Rpc.Profile;

/// <summary>Reads the caller's own account.</summary>
[Reads, Permission(Permission.User)]
[Answer(typeof(UserProfile))]
[Fails(404, When = "The user was deleted a moment ago.")]
public sealed class Read(AccountStore accounts) : RpcMethod<NoParameters>
{
    /// <summary>The account.</summary>
    /// <param name="Id">The user's id.</param>
    /// <param name="Name">The user's name.</param>
    /// <param name="Email">Email address, or null.</param>
    /// <param name="EmailConfirmed">Whether the email address is confirmed.</param>
    /// <param name="TelegramName">Telegram user name, or null.</param>
    /// <param name="Avatar">The URL of a picture.</param>
    /// <param name="Locale">The language of emails, as in <c>de</c>. Null for the language of the site.</param>
    /// <param name="Permissions">The permissions of the caller, each with true.</param>
    public sealed record UserProfile(
        string Id,
        string Name,
        string? Email,
        bool EmailConfirmed,
        string? TelegramName,
        string Avatar,
        string? Locale,
        IReadOnlyDictionary<string, bool> Permissions);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("profile-read")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/profile/read")] HttpRequest request) => Answer<Read>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(NoParameters parameters, RpcCall call, CancellationToken cancellation)
    {
        var caller = call.Caller;
        return await accounts.Describe(caller.UserId, caller.Session, cancellation) is { } user
            ? Result.Of(new UserProfile(
                caller.UserId.ToWire(), user.Name, user.Email, user.EmailConfirmed, user.TelegramName, User.AvatarOf(user.Email), user.Locale,
                caller.Permissions.ToDictionary(name => name, _ => true)))
            : Result.Fail(404, Reason.UserNotFound);
    }
}
