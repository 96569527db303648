using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Email;
using Serverless.Domain.Failures;
using Serverless.Domain.Permissions;
using Serverless.Domain.RateLimits;
using Serverless.Domain.UserNames;
using Serverless.Domain.Users;

namespace Serverless.Api.Rpc.Profile;

/// <summary>
/// Sets or removes the caller's email address. The old and the new address get an email. If the old address is confirmed, it stays in force until the new
/// one is confirmed, and it can undo the change for 7 days. A user name that is an email address changes with it.
/// </summary>
[Permission(Permission.User), ReadsCaller, SessionOnly, FreshSession(FreshSessionRule.IfConfigured), Limit(LimitKind.Changes)]
[Answer(Rows = true)]
[Fails(400, EmailAddress.Invalid)]
[Fails(400, UserNameNeedsEmail, When = "The user name is an email address, and the new address cannot be one, or there is none.")]
[Fails(409, "Email is not unique.")]
[Fails(404, When = "The user was deleted a moment ago.")]
public sealed class SetEmail(ChangeNames changeNames, DraftUser draftUser, RequestEmail requestEmail, TimeProvider time) : RpcMethod<SetEmail.Arguments>
{
    /// <summary>The error text for a user name that would no longer be the user's own email address.</summary>
    public const string UserNameNeedsEmail = "User name that is an email address must be the user's own email";

    /// <summary>The parameters.</summary>
    /// <param name="Email">The new email address. Omitted, null or empty to remove the email address.</param>
    public sealed record Arguments(string? Email);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("profile-set-email")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/profile/set-email")] HttpRequest request) => Answer<SetEmail>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, RpcCall call, CancellationToken cancellation)
    {
        var email = parameters.Email is { } given ? EmailAddress.Normalize(given) : null;
        if (email is not null && !EmailAddress.IsValid(email))
        {
            return Result.Fail(400, EmailAddress.Malformed);
        }

        AccountChange? made = null;
        var outcome = await changeNames.Run(call.Actor, call.Caller.UserId, Set, cancellation, known: call.User);
        await requestEmail.AfterChange(outcome == NameOutcome.Done ? made : null, cancellation);
        return outcome switch
        {
            NameOutcome.Done => Result.Touched(1),
            NameOutcome.Taken => Result.Fail(409, Reason.EmailTaken, "Email is not unique."),
            NameOutcome.Refused => Result.Fail(400, Reason.UserNameNotOwnEmail, UserNameNeedsEmail),
            _ => Result.Fail(404, Reason.UserNotFound),
        };

        bool Set(AccountChange change)
        {
            if (!draftUser.CanHaveEmail(change.User, email))
            {
                return false;
            }

            change.SetEmail(email, time.GetUtcNow());
            made = change;
            return true;
        }
    }
}
