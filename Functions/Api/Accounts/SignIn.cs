using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Api.Shared.Endpoints;
using Serverless.Domain.Permissions;
using Serverless.Domain.SecondFactors;
using Serverless.Domain.Sessions;

namespace Serverless.Api.Accounts;

/// <summary>Creates a session for a user name or email address and a password. Each sign-in returns a new token. Older tokens keep working.</summary>
[Permission(Permission.Anyone)]
[Answer(typeof(Account))]
[Fails(401, AccountError.SecondFactorText, When = "The password is right, and the second factor is missing or wrong.")]
[Fails(401, "帐号或者密码错误", When = "Unknown user, wrong password, or something is missing; the answer is the same.")]
public sealed class SignIn(OpenSession openSession, OpenPrivateSession openPrivateSession, SignInWithOtp signInWithOtp) : Endpoint<SignIn.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="Login">User name or email address.</param>
    /// <param name="Password">The password.</param>
    /// <param name="Otp">The second factor, if the user has one: a code of an authenticator app or a recovery code.</param>
    public sealed record Arguments([Required] string? Login, [Required] string? Password, string? Otp);

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

        if (check.User is not { } verified)
        {
            return AccountError.WrongCredentials;
        }

        var device = call.Device();
        var outcome = await signInWithOtp.Run(parameters.Login ?? "", verified.User, parameters.Otp, device, proof => openPrivateSession.Run(verified, device, cancellation, proof), cancellation);
        return outcome.ToResult();
    }
}
