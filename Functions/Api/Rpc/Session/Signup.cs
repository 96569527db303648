using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Api.Shared.Http;
using Serverless.Domain.Email;
using Serverless.Domain.Failures;
using Serverless.Domain.Languages;
using Serverless.Domain.Passwords;
using Serverless.Domain.Permissions;
using Serverless.Domain.RateLimits;
using Serverless.Domain.SignIn;
using Serverless.Domain.UserNames;
using Serverless.Domain.Users;
using Serverless.Security;

namespace Serverless.Api.Rpc.Session;

/// <summary>Creates an account without a session. If there is an email address, an email asks to confirm it.</summary>
[Permission(Permission.Anyone), Limit(LimitKind.SignUp)]
[Answer]
[Fails(400, When = "A name, an address or the password is not acceptable. The message says which.")]
[Fails(403, "Sign-up is closed.")]
[Fails(409, "User already exists")]
public sealed class Signup(DraftUser draftUser, BreachedPasswords breached, PasswordHashing hashing, CreateUser createUser, RequestEmail requestEmail, IOptions<SignUpOptions> options)
    : RpcMethod<Signup.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="Fields">The account. Unknown members are ignored.</param>
    public sealed record Arguments(NewUser Fields);

    /// <summary>The account.</summary>
    /// <param name="Username">The user name, see <see cref="UserName"/>.</param>
    /// <param name="Password">
    /// The password. Without one, the user cannot sign in with a password until an administrator or a password reset by email sets one.
    /// </param>
    /// <param name="Email">The email address.</param>
    /// <param name="TelegramName">The Telegram user name.</param>
    /// <param name="Locale">
    /// The language of emails to the user, one of the <c>languages</c> of <c>/v1/site/read</c>. If it is omitted, it is the best match of the header
    /// <c>Accept-Language</c>, or else the language of the site.
    /// </param>
    public sealed record NewUser(string Username, string? Password, string? Email, string? TelegramName, string? Locale);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("session-signup")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/session/signup")] HttpRequest request) => Answer<Signup>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, RpcCall call, CancellationToken cancellation)
    {
        if (!options.Value.Enabled)
        {
            return Result.Fail(403, Reason.SignUpClosed, "Sign-up is closed.");
        }

        var (username, password, email, telegramName, locale) = parameters.Fields;
        if (Locale.Refuse(locale) is { } unknown)
        {
            return Result.Fail(400, unknown);
        }

        if (draftUser.Run(username, password, email, telegramName, out var problem) is not { } draft)
        {
            return Result.Fail(400, problem!);
        }

        if (await breached.Refuse(password, user: null, cancellation) is { } leaked)
        {
            return Result.Fail(400, leaked);
        }

        var hash = string.IsNullOrEmpty(password) ? null : await hashing.Hash(password, cancellation, HashLane.Of(call.Address()));
        if (await createUser.Run(draft with { PasswordHash = hash, Locale = locale ?? PreferredLocale.Of(call.Request) }, cancellation) is not { } user)
        {
            return Result.Fail(409, Reason.UserExists, "User already exists");
        }

        if (user.Email is not null && options.Value.SendConfirmation)
        {
            await requestEmail.Confirm(user.Id, cancellation);
        }

        return Result.Ok("You were registered.");
    }
}
