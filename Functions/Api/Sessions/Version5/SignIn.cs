using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Permissions;

namespace Serverless.Api.Sessions.Version5;

/// <summary>
/// Creates a session for a user name or email address and a password. For clients of version 5, which expect the same response for an unknown user and a
/// wrong password.
/// </summary>
[Permission(Permission.Anyone)]
[Answer(typeof(SuccessfulAuth), Status = 201)]
[Fails(401, "Second Factor Required", When = "The password is right, and the second factor is missing or wrong.")]
[Fails(404, "Invalid User", When = "The user does not exist, or the password is wrong.")]
public sealed class SignIn(Authenticate authenticate) : SessionEndpoint<SignIn.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="Username">User name or email address.</param>
    /// <param name="Password">The password.</param>
    /// <param name="RememberMe">Whether the session lasts for ten years instead of thirty days.</param>
    /// <param name="Otp">The second factor, if the user has one: a code of an authenticator app or a recovery code.</param>
    public sealed record Arguments(string Username, string Password, bool? RememberMe, string? Otp);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("sessions-version5-sign-in")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/login")] HttpRequest request) => Answer<SignIn>(request);

    /// <inheritdoc />
    protected override Task<Result> Invoke(Arguments parameters, Call call, CancellationToken cancellation) =>
        authenticate.Run(parameters.Username, parameters.Password, parameters.Otp, parameters.RememberMe == true, SessionError.InvalidUser, call, cancellation);
}
