using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Api.Shared.Endpoints;
using Serverless.Api.Shared.Http;
using Serverless.Domain.Permissions;
using Serverless.Domain.RateLimits;
using Serverless.Domain.Users;

namespace Serverless.Api.Accounts;

/// <summary>
/// Creates an account without any input. The token of the response is the only way to sign in. The user can make it an ordinary account: by setting an
/// email address, and then a password by email.
/// </summary>
[Permission(Permission.Anyone), Limit(LimitKind.SignUp)]
[Answer(typeof(Account))]
[Fails(403, "注册已关闭", When = "Sign-up is closed.")]
public sealed class SignUpTemporarily(CreateGeneratedUser createUser, NewAccount newAccount, TimeProvider time) : Endpoint<NoParameters>
{
    /// <inheritdoc />
    public override Family Family => AccountFamily.Instance;

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("accounts-sign-up-temporarily")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v2/sign_up_temporarily")] HttpRequest request) => Answer<SignUpTemporarily>(request);

    /// <summary>Handles the HTTP trigger of the path of document 004.</summary>
    [Function("accounts-sign-up-temporarily-bare")]
    public static Task<IResult> RunBare([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "sign_up_temporarily")] HttpRequest request) => Answer<SignUpTemporarily>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(NoParameters parameters, Call call, CancellationToken cancellation)
    {
        if (!newAccount.IsOpen)
        {
            return AccountError.SignUpClosed;
        }

        var first = await newAccount.FirstSession(call.Device(), cancellation);
        return await newAccount.Welcome(await createUser.Run(null, null, Draft, cancellation, first.Open), first, cancellation);

        User Draft(string name, string email) =>
            new() { Id = 0, Name = name, Email = email, IsTemporary = true, Locale = PreferredLocale.Of(call.Request), Created = time.GetUtcNow() };
    }
}
