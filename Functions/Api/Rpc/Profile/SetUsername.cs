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

/// <summary>Changes the caller's user name. The password, sessions and tokens stay as they are.</summary>
[Permission(Permission.User), ReadsCaller, SessionOnly, Limit(LimitKind.Changes)]
[Answer(Rows = true)]
[Fails(400, When = "The caller is root, or the name is refused. The message says which.")]
[Fails(404, When = "The user was deleted a moment ago.")]
[Fails(409, "User already exists")]
public sealed class SetUsername(ChangeNames changeNames, DraftUser draftUser) : RpcMethod<SetUsername.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="Name">The new user name.</param>
    public sealed record Arguments(string Name);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("profile-set-username")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/profile/set-username")] HttpRequest request) => Answer<SetUsername>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, RpcCall call, CancellationToken cancellation)
    {
        if (call.Caller.IsRoot)
        {
            return Result.Fail(400, Reason.RootAccount, "The user name of root cannot be changed");
        }

        var name = UserName.Normalize(parameters.Name);
        Refusal? refused = null;
        var outcome = await changeNames.Run(call.Actor, call.Caller.UserId, Set, cancellation, known: call.User);
        return outcome switch
        {
            NameOutcome.Done => Result.Touched(1),
            NameOutcome.Taken => Result.Fail(409, Reason.UserExists, "User already exists"),
            NameOutcome.Refused => Result.Fail(400, refused!),
            _ => Result.Fail(404, Reason.UserNotFound),
        };

        bool Set(AccountChange change)
        {
            refused = draftUser.RefuseName(name, change.User.Email);
            change.User = change.User with { Name = name };
            return refused is null;
        }
    }
}
