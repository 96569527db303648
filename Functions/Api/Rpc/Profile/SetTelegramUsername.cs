using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Failures;
using Serverless.Domain.Permissions;
using Serverless.Domain.RateLimits;
using Serverless.Domain.UserNames;
using Serverless.Domain.Users;

namespace Serverless.Api.Rpc.Profile;

/// <summary>Sets or removes the caller's Telegram user name.</summary>
[Permission(Permission.User), ReadsCaller, Limit(LimitKind.Changes)]
[Answer(Rows = true)]
[Fails(400, When = "It is not a Telegram user name. The message says why.")]
[Fails(409, "Telegram user name is not unique.")]
[Fails(404, When = "The user was deleted a moment ago.")]
public sealed class SetTelegramUsername(ChangeNames changeNames) : RpcMethod<SetTelegramUsername.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="TelegramUsername">The new name without <c>@</c>. Omitted, null or empty to remove the name.</param>
    public sealed record Arguments(string? TelegramUsername);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("profile-set-telegram-username")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/profile/set-telegram-username")] HttpRequest request) => Answer<SetTelegramUsername>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, RpcCall call, CancellationToken cancellation)
    {
        var name = parameters.TelegramUsername is { } given ? TelegramName.Normalize(given) : null;
        if (name is not null && TelegramName.Refuse(name) is { } refused)
        {
            return Result.Fail(400, refused);
        }

        return await changeNames.Run(call.Actor, call.Caller.UserId, change => Set(change, name), cancellation, known: call.User) switch
        {
            NameOutcome.Taken => Result.Fail(409, Reason.TelegramNameTaken, "Telegram user name is not unique."),
            NameOutcome.NoUser => Result.Fail(404, Reason.UserNotFound),
            _ => Result.Touched(1),
        };
    }

    private static bool Set(AccountChange change, string? name)
    {
        change.User = change.User with { TelegramName = name };
        return true;
    }
}
