using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Failures;
using Serverless.Domain.Languages;
using Serverless.Domain.Permissions;
using Serverless.Domain.RateLimits;
using Serverless.Domain.Users;

namespace Serverless.Api.Rpc.Profile;

/// <summary>Sets the language of emails to the caller.</summary>
[Permission(Permission.User), Limit(LimitKind.Changes)]
[Answer(Rows = true)]
[Fails(400, When = "There are no emails in the language. The message lists the languages.")]
[Fails(404, When = "The user was deleted a moment ago.")]
public sealed class SetLocale(AccountStore accounts) : RpcMethod<SetLocale.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="Locale">The language, one of the <c>languages</c> of <c>/v1/site/read</c>. Null or omitted for the language of the site.</param>
    public sealed record Arguments(string? Locale);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("profile-set-locale")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/profile/set-locale")] HttpRequest request) => Answer<SetLocale>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, RpcCall call, CancellationToken cancellation)
    {
        if (Locale.Refuse(parameters.Locale) is { } refused)
        {
            return Result.Fail(400, refused);
        }

        return await accounts.Change(call.Actor, call.Caller.UserId, Set, cancellation) ? Result.Touched(1) : Result.Fail(404, Reason.UserNotFound);

        bool Set(AccountChange change)
        {
            change.User = change.User with { Locale = parameters.Locale };
            return true;
        }
    }
}
