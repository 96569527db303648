using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Accounts;
using Serverless.Limits;
using Serverless.Pipeline;
using Serverless.Security;

namespace Serverless.Api.Profile;

/// <summary>Sets or removes the caller's email address. The new one is unconfirmed, and tokens mailed to the old one stop working.</summary>
[Permission(Permission.User), SessionOnly, Limit(LimitKind.Changes)]
[Answer(Rows = true)]
[Fails(400, EmailAddress.Invalid)]
[Fails(409, "Email is not unique.")]
[Fails(404, When = "The user was deleted a moment ago.")]
public sealed class SetEmail(ChangeName changeName, TimeProvider time) : Method<SetEmail.Arguments>
{
    /// <summary>What it takes.</summary>
    /// <param name="Email">The new address; left out, null or empty to have none.</param>
    public sealed record Arguments(string? Email);

    /// <summary>The HTTP trigger.</summary>
    [Function("profile-set-email")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/profile/set-email")] HttpRequest request) => Answer(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, Call call, CancellationToken cancellation)
    {
        var email = parameters.Email is { } given ? EmailAddress.Normalize(given) : null;
        if (email is not null && !EmailAddress.IsValid(email))
        {
            return Result.Fail(400, EmailAddress.Invalid);
        }

        return await changeName.Run(call.Caller.UserId, NameField.Email, email, change => Set(change, email, time.GetUtcNow()), cancellation) switch
        {
            true => Result.Touched(1),
            false => Result.Fail(409, "Email is not unique."),
            null => Result.Fail(404),
        };
    }

    private static void Set(AccountChange change, string? email, DateTimeOffset now)
    {
        change.Notify(SecurityNotice.EmailChanged, now);
        change.SetEmail(email);
    }
}
