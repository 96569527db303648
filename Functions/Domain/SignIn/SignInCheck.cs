
namespace Serverless.Domain.SignIn;

/// <summary>Represents the result of a password check.</summary>
/// <param name="Outcome">
/// The outcome. By default a family only reveals whether it is <see cref="SignInOutcome.Verified"/> or <see cref="SignInOutcome.Limited"/>. It
/// reveals more only if its contract requires it.
/// </param>
/// <param name="User">The verified user; null if the check failed.</param>
/// <param name="RetryAfter">The time to wait, if the outcome is <see cref="SignInOutcome.Limited"/>.</param>
public readonly record struct SignInCheck(SignInOutcome Outcome, VerifiedUser? User = null, TimeSpan? RetryAfter = null)
{
    /// <summary>Returns the result for a correct password.</summary>
    public static SignInCheck Of(VerifiedUser user) => new(SignInOutcome.Verified, user);

    /// <summary>Returns the result for a password that was not checked, because too many attempts failed.</summary>
    public static SignInCheck Limited(TimeSpan retryAfter) => new(SignInOutcome.Limited, RetryAfter: retryAfter);
}

/// <summary>Specifies the outcome of a password check.</summary>
public enum SignInOutcome
{
    /// <summary>No user has this user name or email address.</summary>
    Unknown,

    /// <summary>The user has another password, or none.</summary>
    WrongPassword,

    /// <summary>The password is correct, but the user is disabled.</summary>
    Disabled,

    /// <summary>Too many earlier attempts failed, so the password was not checked. The response has status 429.</summary>
    Limited,

    /// <summary>The password is correct.</summary>
    Verified,
}
