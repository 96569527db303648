using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Api.Shared.Endpoints;
using Serverless.Domain.Permissions;
using Serverless.Domain.Sessions;

namespace Serverless.Api.Accounts;

/// <summary>Creates a session for a user name or email address and a password. Each sign-in returns a new token. Older tokens keep working.</summary>
[Permission(Permission.Anyone)]
[Answer(typeof(Account))]
[Fails(401, "帐号或者密码错误", When = "Unknown user, wrong password, or something is missing; the answer is the same.")]
public sealed class SignIn(OpenSession openSession, OpenPrivateSession openPrivateSession) : Endpoint<SignIn.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="Login">User name or email address.</param>
    /// <param name="Password">The password.</param>
    public sealed record Arguments([Required] string? Login, [Required] string? Password);

    /// <inheritdoc />
    public override Family Family => AccountFamily.Instance;

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("accounts-sign-in")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v2/sign_in")] HttpRequest request) => Answer<SignIn>(request);

    /// <summary>Handles the HTTP trigger of the path of document 004.</summary>
    [Function("accounts-sign-in-bare")]
    public static Task<IResult> RunBare([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "sign_in")] HttpRequest request) => Answer<SignIn>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, Call call, CancellationToken cancellation)
    {
        // Missing credentials are checked like wrong ones, so that they take equally long.
        var check = await openSession.Verify(parameters.Login ?? "", parameters.Password ?? "", call.Device(), cancellation);
        if (check.RetryAfter is { } wait)
        {
            return Result.TooManyRequests(wait);
        }

        return check.User is { } verified && await openPrivateSession.Run(verified, call.Device(), cancellation) is { } session
            ? Result.Of(Account.Of(session))
            : AccountError.WrongCredentials;
    }
}
