using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Accounts;
using Serverless.Limits;
using Serverless.Pipeline;
using Serverless.Security;

namespace Serverless.Rest.Accounts;

/// <summary>Changes what is given of the caller's account and leaves the rest. A new address is unconfirmed, and tokens mailed to the old one stop working.</summary>
[Permission(Permission.User), SessionOnly, Limit(LimitKind.Changes)]
[Answer(typeof(Account))]
[Fails(422, When = "A value is not acceptable, or the address is taken; the sentences say which.")]
public sealed class UpdateUser(ChangeName changeName, AccountStore accounts, TimeProvider time) : Endpoint<UpdateUser.Arguments>
{
    /// <summary>What it takes.</summary>
    /// <param name="Email">The new address; there must be one.</param>
    /// <param name="Fullname">What people call the user, at most 120 characters; empty for the user name.</param>
    /// <param name="Avatar">His picture; empty for none.</param>
    /// <param name="PhoneNumber">His telephone number; empty for none.</param>
    public sealed record Arguments(string? Email, string? Fullname, string? Avatar, string? PhoneNumber);

    /// <inheritdoc />
    public override Family Family => AccountFamily.Instance;

    /// <summary>The HTTP trigger.</summary>
    [Function("accounts-update-user")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/v2/user")] HttpRequest request) => Answer<UpdateUser>(request);

    /// <summary>The same without prefix.</summary>
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

        var (id, now) = (call.Caller.UserId, time.GetUtcNow());
        User? changed = null;
        var isDone = email is null
            ? await accounts.Change(id, Apply, cancellation) ? true : (bool?)null
            : await changeName.Run(id, NameField.Email, email, change => Apply(change), cancellation, evenIfSame: true);
        return isDone switch
        {
            true => Result.Of(Account.Of(changed!, AuthorizationHeader.Token(call.Authorization)!)),
            false => AccountError.Of(422, NewAccount.EmailTaken),
            null => AccountError.Unauthorized, // deleted a moment ago
        };

        bool Apply(AccountChange change)
        {
            change.User = change.User.With(parameters.Fullname, parameters.Avatar, parameters.PhoneNumber);
            if (email is not null && email != change.User.Email)
            {
                change.SetEmail(email);
                change.Notify(SecurityNotice.EmailChanged, now);
            }

            changed = change.User;
            return true;
        }
    }
}
