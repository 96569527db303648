using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Permissions;
using Serverless.Domain.SecondFactors;

namespace Serverless.Api.Rpc.Session;

/// <summary>Creates a session for a passkey, without a user name and a password. The passkey counts as both factors.</summary>
[Permission(Permission.Anyone)]
[Answer(typeof(Signin.SignedIn))]
[Fails(401, "Not authenticated", When = "The passkey is unknown, the signature is wrong, the challenge expired or was used, or the authenticator did not verify the user.")]
public sealed class SigninPasskey(SignInWithPasskey signInWithPasskey) : RpcMethod<SigninPasskey.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="Passkey">The answer of a passkey to the options of <c>session/passkey-options</c> without a ticket.</param>
    public sealed record Arguments(PasskeyAnswer Passkey);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("session-signin-passkey")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/session/signin-passkey")] HttpRequest request) => Answer<SigninPasskey>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, RpcCall call, CancellationToken cancellation)
    {
        var (session, wait) = await signInWithPasskey.Run(parameters.Passkey.ToDomain(), call.Device(), cancellation);
        return wait is { } time ? Result.TooManyRequests(time)
            : session is null ? Signin.NotAuthenticated
            : Signin.Opened(session);
    }
}
