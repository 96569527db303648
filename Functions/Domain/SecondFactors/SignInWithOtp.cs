using Serverless.Domain.SignIn;
using Serverless.Domain.UserNames;
using Serverless.Domain.Users;

namespace Serverless.Domain.SecondFactors;

/// <summary>Opens sessions for clients that send the second factor beside the password, in one field: a code of an authenticator app or a recovery code.</summary>
public sealed class SignInWithOtp(CountedAttempt countedAttempt)
{
    /// <summary>Opens a session. A missing second factor is refused, and a wrong one also counts as a failed sign-in.</summary>
    /// <param name="login">The user name or email address as typed.</param>
    /// <param name="user">The user whose password was right.</param>
    /// <param name="otp">The field as received; null or empty if there is none.</param>
    /// <param name="device">The device that the call comes from.</param>
    /// <param name="open">Opens the session with a second factor, which is null if the user needs none. Returns null if the factor is wrong, or the user disabled.</param>
    /// <param name="cancellation">Cancels the reads.</param>
    public async Task<OtpOutcome<T>> Run<T>(string login, User user, string? otp, Device device, Func<FactorProof?, Task<T?>> open, CancellationToken cancellation)
        where T : class
    {
        if (!user.HasSecondFactor || !user.Enabled)
        {
            return new(await open(null), false, null);
        }

        if (string.IsNullOrEmpty(otp))
        {
            return new(null, true, null);
        }

        var (session, wait) = await countedAttempt.Run(EmailAddress.Normalize(login), user, device, () => open(FactorProof.OfCode(otp)), static () => false, cancellation);
        return new(session, session is null, wait);
    }
}

/// <summary>Represents the outcome of a sign-in with one field for the second factor.</summary>
/// <param name="Session">The session; null if none was opened.</param>
/// <param name="NeedsFactor">Whether the second factor is missing or wrong.</param>
/// <param name="RetryAfter">The time to wait, if too many attempts failed.</param>
public readonly record struct OtpOutcome<T>(T? Session, bool NeedsFactor, TimeSpan? RetryAfter)
    where T : class;
