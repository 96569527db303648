using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Api.Shared.Endpoints;
using Serverless.Api.Shared.Http;
using Serverless.Domain.Passwords;
using Serverless.Domain.Permissions;
using Serverless.Domain.RateLimits;
using Serverless.Domain.UserNames;
using Serverless.Domain.Users;
using Serverless.Security;

namespace Serverless.Api.Accounts;

/// <summary>Creates an account with its first session. The account can be used at once. An email asks to confirm the address.</summary>
[Permission(Permission.Anyone), Limit(LimitKind.SignUp)]
[Answer(typeof(Account))]
[Fails(403, "注册已关闭", When = "Sign-up is closed.")]
[Fails(422, When = "A value is missing, not acceptable or taken. The message says which, in the order email, password, confirmation, user name.")]
public sealed class SignUp(AccountRules rules, BreachedPasswords breached, PasswordHashing hashing, CreateUser createUser, NewAccount newAccount, TimeProvider time) : Endpoint<SignUp.Arguments>
{
    /// <summary>The parameters. Missing values are reported like invalid ones.</summary>
    /// <param name="Username">User name: 2 to 30 letters, digits and <c>_</c>, stored in lower case.</param>
    /// <param name="Email">Email address, stored in lower case.</param>
    /// <param name="Password">The password, 8 to 128 characters.</param>
    /// <param name="PasswordConfirmation">The password again.</param>
    public sealed record Arguments([Required] string? Username, [Required] string? Email, [Required] string? Password, [Required] string? PasswordConfirmation);

    /// <inheritdoc />
    public override Family Family => AccountFamily.Instance;

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("accounts-sign-up")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v2/sign_up")] HttpRequest request) => Answer<SignUp>(request);

    /// <summary>Handles the HTTP trigger of the path of document 004.</summary>
    [Function("accounts-sign-up-bare")]
    public static Task<IResult> RunBare([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "sign_up")] HttpRequest request) => Answer<SignUp>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, Call call, CancellationToken cancellation)
    {
        if (!newAccount.IsOpen)
        {
            return AccountError.SignUpClosed;
        }

        var (name, email) = (UserName.Normalize(parameters.Username ?? ""), EmailAddress.Normalize(parameters.Email ?? ""));
        if (AccountError.Invalid([.. AccountRules.Email(email), .. rules.Password(parameters.Password, parameters.PasswordConfirmation, name, email), .. rules.Name(name, email)]) is { } invalid)
        {
            return invalid;
        }

        if (await breached.Refuse(parameters.Password, user: null, cancellation) is not null)
        {
            return AccountError.BreachedPassword;
        }

        var hash = await hashing.Hash(parameters.Password!, cancellation, HashLane.Of(call.Address()));
        var draft = new User { Id = 0, Name = name, Email = email, PasswordHash = hash, Locale = PreferredLocale.Of(call.Request), Created = time.GetUtcNow() };
        var first = await newAccount.FirstSession(call.Device(), cancellation);
        return await newAccount.Welcome(await createUser.TryRun(draft, cancellation, prepare: first.Open), first, cancellation);
    }
}
