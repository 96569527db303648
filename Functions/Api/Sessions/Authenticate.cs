using Microsoft.Extensions.Options;
using Serverless.Api.Shared;
using Serverless.Domain.SecondFactors;
using Serverless.Domain.Sessions;
using Serverless.Domain.SignIn;

namespace Serverless.Api.Sessions;

/// <summary>
/// Creates sessions for the endpoints of this family. Unlike other families, it distinguishes an unknown user from a wrong password, because its
/// documents promise that.
/// </summary>
public sealed class Authenticate(OpenSession openSession, SignInWithOtp signInWithOtp, IOptions<SessionOptions> options)
{
    /// <summary>Creates a session with a password.</summary>
    /// <param name="user">User name or email address.</param>
    /// <param name="password">The password.</param>
    /// <param name="otp">A code of an authenticator app or a recovery code; null if there is none.</param>
    /// <param name="isRemembered">Whether the session has the long lifetime.</param>
    /// <param name="wrongPassword">The result for a wrong password.</param>
    /// <param name="call">The call.</param>
    /// <param name="cancellation">Cancels the attempt between two transactions.</param>
    public async Task<Result> Run(string user, string password, string? otp, bool isRemembered, Result wrongPassword, Call call, CancellationToken cancellation)
    {
        var check = await openSession.Verify(user, password, call.Device(), cancellation);
        return check switch
        {
            { User: { } verified } => await Open(user, verified, otp, isRemembered, call, cancellation) ?? wrongPassword,
            { Outcome: SignInOutcome.Limited } => SessionError.RateLimited.After(check.RetryAfter),
            { Outcome: SignInOutcome.Disabled } => SessionError.Banned,
            { Outcome: SignInOutcome.Unknown } => SessionError.InvalidUser,
            _ => wrongPassword,
        };
    }

    /// <summary>Prepares the first session of a user who signs up.</summary>
    public Task<PreparedSession> Prepare(bool isRemembered, Call call, CancellationToken cancellation) =>
        openSession.Prepare(call.Device(), cancellation, isRemembered ? options.Value.LongLifetime : null);

    /// <summary>Creates a session for a verified user.</summary>
    /// <returns>The result; null if the password was changed or the user was disabled in the meantime.</returns>
    private async Task<Result?> Open(string login, VerifiedUser verified, string? otp, bool isRemembered, Call call, CancellationToken cancellation)
    {
        var device = call.Device();
        var outcome = await signInWithOtp.Run(
            login, verified.User, otp, device,
            proof => openSession.Run(verified, device, cancellation, isRemembered ? options.Value.LongLifetime : null, proof),
            cancellation);
        return outcome switch
        {
            { RetryAfter: { } wait } => SessionError.RateLimited.After(wait),
            { Session: { } opened } => Result.Success(201, "Created", SuccessfulAuth.Of(opened)),
            { NeedsFactor: true } => SessionError.SecondFactorRequired,
            _ => null,
        };
    }
}
