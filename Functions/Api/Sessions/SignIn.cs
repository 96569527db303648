using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Api.Shared.Endpoints;
using Serverless.Domain.Permissions;

namespace Serverless.Api.Sessions;

/// <summary>Creates a session for a user name or email address and a password.</summary>
[Permission(Permission.Anyone)]
[Answer(typeof(SuccessfulAuth), Status = 201)]
[Fails(401, "Second Factor Required", When = "The password is right, and the second factor is missing or wrong.")]
[Fails(401, "Invalid Password")]
[Fails(404, "Invalid User")]
public sealed class SignIn(Authenticate authenticate) : SessionEndpoint<SignIn.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="User">User name or email address; also as <c>username</c>.</param>
    /// <param name="Pass">The password; also as <c>password</c>.</param>
    /// <param name="RememberMe">Whether the session lasts for ten years instead of thirty days.</param>
    /// <param name="Otp">The second factor, if the user has one: a code of an authenticator app or a recovery code.</param>
    public sealed record Arguments([Also("username")] string User, [Also("password")] string Pass, bool? RememberMe, string? Otp);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("sessions-sign-in")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/user/session")] HttpRequest request) => Answer<SignIn>(request);

    /// <summary>Handles the HTTP trigger of the path in the document's examples.</summary>
    [Function("sessions-sign-in-short")]
    public static Task<IResult> RunShort([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/session")] HttpRequest request) => Answer<SignIn>(request);

    /// <inheritdoc />
    protected override Task<Result> Invoke(Arguments parameters, Call call, CancellationToken cancellation) =>
        authenticate.Run(parameters.User, parameters.Pass, parameters.Otp, parameters.RememberMe == true, SessionError.InvalidPassword(401), call, cancellation);
}
