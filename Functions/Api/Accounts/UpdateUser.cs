using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Api.Shared.Endpoints;
using Serverless.Api.Shared.Http;
using Serverless.Domain.Email;
using Serverless.Domain.Permissions;
using Serverless.Domain.RateLimits;
using Serverless.Domain.UserNames;
using Serverless.Domain.Users;

namespace Serverless.Api.Accounts;

/// <summary>
/// Changes the given fields of the caller's account and keeps the others. After a change of the email address, both addresses get an email. A confirmed
/// address stays in force until the new one is confirmed.
/// </summary>
[Permission(Permission.User), ReadsCaller, SessionOnly, FreshSession(FreshSessionRule.IfConfigured), Limit(LimitKind.Changes)]
[Answer(typeof(Account))]
[Fails(422, When = "A value is not acceptable, or the address is taken. The message says which.")]
public sealed class UpdateUser(ChangeNames changeNames, DraftUser draftUser, RequestEmail requestEmail, TimeProvider time) : Endpoint<UpdateUser.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="Email">The new email address. It must not be empty.</param>
    /// <param name="Fullname">The display name, at most 120 characters. Empty for the user name.</param>
    /// <param name="Avatar">The URL of the picture. Empty for none.</param>
    /// <param name="PhoneNumber">The telephone number. Empty for none.</param>
    public sealed record Arguments(string? Email, string? Fullname, string? Avatar, string? PhoneNumber);

    /// <inheritdoc />
    public override Family Family => AccountFamily.Instance;

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("accounts-update-user")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/v2/user")] HttpRequest request) => Answer<UpdateUser>(request);

    /// <summary>Handles the HTTP trigger of the path without a prefix.</summary>
    [Function("accounts-update-user-bare")]
    public static Task<IResult> RunBare([HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "user")] HttpRequest request) => Answer<UpdateUser>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, Call call, CancellationToken cancellation)
    {
        var email = parameters.Email is { } given ? EmailAddress.Normalize(given) : null;
        if (AccountError.Invalid([.. email is null ? [] : AccountRules.Email(email), .. AccountRules.Details(parameters.Fullname, parameters.Avatar, parameters.PhoneNumber)]) is { } invalid)
        {
            return invalid;
        }

        AccountChange? made = null;
        var outcome = await changeNames.Run(call.Actor, call.Caller.UserId, Apply, cancellation, known: call.User);
        await requestEmail.AfterChange(outcome == NameOutcome.Done ? made : null, cancellation);
        return outcome switch
        {
            NameOutcome.Done => Result.Of(Account.Of(made!.User, AuthorizationHeader.Token(call.Authorization)!)),
            NameOutcome.Taken => AccountError.Of(422, NewAccount.EmailTaken),
            NameOutcome.Refused => AccountError.Of(422, "邮箱不能用作用户名"), // the user name is the email address, and the new one cannot be a user name
            _ => AccountError.Unauthorized, // deleted in the meantime
        };

        bool Apply(AccountChange change)
        {
            if (email is not null && !draftUser.CanHaveEmail(change.User, email))
            {
                return false;
            }

            change.User = change.User.With(parameters.Fullname, parameters.Avatar, parameters.PhoneNumber);
            if (email is not null)
            {
                change.SetEmail(email, time.GetUtcNow());
            }

            made = change;
            return true;
        }
    }
}
