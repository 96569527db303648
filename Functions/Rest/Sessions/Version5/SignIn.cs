using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Pipeline;
using Serverless.Security;

namespace Serverless.Rest.Sessions.Version5;

/// <summary>Opens a session for a user name or email address and a password, for clients of version 5: they know no answer of its own for a wrong password.</summary>
[Permission(Permission.Anyone)]
[Answer(typeof(SuccessfulAuth), Status = 201)]
[Fails(404, "Invalid User", When = "There is no such user, or the password is another one.")]
public sealed class SignIn(Authenticate authenticate) : SessionEndpoint<SignIn.Arguments>
{
    /// <summary>What it takes.</summary>
    /// <param name="Username">User name or email address.</param>
    /// <param name="Password">The password.</param>
    /// <param name="RememberMe">Whether the session lives for ten years and not for thirty days.</param>
    public sealed record Arguments(string Username, string Password, bool? RememberMe);

    /// <summary>The HTTP trigger.</summary>
    [Function("sessions-version5-sign-in")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/login")] HttpRequest request) => Answer<SignIn>(request);

    /// <inheritdoc />
    protected override Task<Result> Invoke(Arguments parameters, Call call, CancellationToken cancellation) =>
        authenticate.Run(parameters.Username, parameters.Password, parameters.RememberMe == true, SessionError.InvalidUser, call, cancellation);
}
