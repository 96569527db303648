using Serverless.Domain.Sessions;

namespace Serverless.Domain.SignIn;

/// <summary>What came of checking a password.</summary>
/// <param name="Outcome">What was found. Only a family whose contract says so tells callers more than whether it is <see cref="SignInOutcome.Verified"/> or <see cref="SignInOutcome.Limited"/>.</param>
/// <param name="User">Who gave his password; null if nobody did.</param>
/// <param name="RetryAfter">If limited: the time to wait.</param>
public readonly record struct SignInCheck(SignInOutcome Outcome, VerifiedUser? User = null, TimeSpan? RetryAfter = null)
{
    /// <summary>The right password.</summary>
    public static SignInCheck Of(VerifiedUser user) => new(SignInOutcome.Verified, user);

    /// <summary>Not looked at.</summary>
    public static SignInCheck Limited(TimeSpan retryAfter) => new(SignInOutcome.Limited, RetryAfter: retryAfter);
}

/// <summary>What checking a password can come to.</summary>
public enum SignInOutcome
{
    /// <summary>Nobody has this user name or email address.</summary>
    Unknown,

    /// <summary>The user has another password, or none.</summary>
    WrongPassword,

    /// <summary>The right password of a user who is disabled.</summary>
    Disabled,

    /// <summary>Too many were wrong before: this one was not looked at. Answered with 429.</summary>
    Limited,

    /// <summary>The right password.</summary>
    Verified,
}
