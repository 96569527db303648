using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Api.Shared.Parameters;
using Serverless.Domain.Failures;
using Serverless.Domain.Permissions;
using Serverless.Domain.SecondFactors;
using Serverless.Domain.SignIn.Proofs;
using Serverless.Domain.Users;

namespace Serverless.Api.Rpc.Session;

/// <summary>
/// Makes the caller's session fresh. The caller proves their identity. The session then stays fresh for <c>Security__FreshMinutes</c>. Failures count as
/// failed sign-ins.
/// </summary>
[Permission(Permission.User), SessionOnly, ForEnrolment]
[Answer(Rows = true)]
[Fails(401, "Not authenticated", When = "The proof is wrong.")]
public sealed class Reauthenticate(AccountStore accounts, PasswordProof passwordProof, SecondFactorProof secondFactorProof, MarkFresh markFresh) : RpcMethod<Reauthenticate.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="Proof">The proof. It has exactly one member.</param>
    public sealed record Arguments(GivenProof Proof);

    /// <summary>A proof of the caller's identity.</summary>
    /// <param name="Password">The user's password.</param>
    /// <param name="Totp">The code that the user's authenticator app shows: six digits.</param>
    /// <param name="Passkey">The answer of one of the user's passkeys to the options of <c>session/passkey-options</c> without a ticket.</param>
    [Strict]
    public sealed record GivenProof(string? Password, string? Totp, PasskeyAnswer? Passkey);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("session-reauthenticate")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/session/reauthenticate")] HttpRequest request) => Answer<Reauthenticate>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(Arguments parameters, RpcCall call, CancellationToken cancellation)
    {
        if (Checking(parameters.Proof) is not { } checking)
        {
            return Result.InvalidParameter("proof", ParameterReason.InvalidValue, "Must have exactly one member.");
        }

        if (await accounts.Describe(call.Caller.UserId, call.Caller.Session, cancellation) is not { } user)
        {
            return NotAuthenticated; // deleted in the meantime
        }

        var check = await checking(new ProofClaim(call.Caller.UserId, user.Name, call.Device()), cancellation);
        if (check.RetryAfter is { } wait)
        {
            return Result.TooManyRequests(wait);
        }

        return check.Proven is { } proven && await markFresh.Run(call.Actor, proven, cancellation) ? Result.Touched(1) : NotAuthenticated;
    }

    /// <summary>Returns the check of the proof; null if there is not exactly one.</summary>
    private Func<ProofClaim, CancellationToken, Task<ProofCheck>>? Checking(GivenProof given) => given switch
    {
        { Password: { } password, Totp: null, Passkey: null } => (claim, cancellation) => passwordProof.Check(password, claim, cancellation),
        { Password: null, Totp: { } code, Passkey: null } => (claim, cancellation) => secondFactorProof.Check(new FactorProof.Totp(code), claim, cancellation),
        { Password: null, Totp: null, Passkey: { } passkey } => (claim, cancellation) => secondFactorProof.Check(passkey.ToDomain(), claim, cancellation),
        _ => null,
    };

    private static Result NotAuthenticated => Result.Fail(401, Reason.NotAuthenticated, "Not authenticated");
}
