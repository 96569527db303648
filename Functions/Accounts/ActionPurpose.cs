using Serverless.Security;

namespace Serverless.Accounts;

/// <summary>What a mailed token does.</summary>
public enum ActionPurpose
{
    /// <summary>Confirms the address that the mail went to.</summary>
    ConfirmEmail,

    /// <summary>Sets a new password (and confirms the address).</summary>
    ResetPassword,
}

/// <summary>What follows from a purpose.</summary>
public static class ActionPurposes
{
    /// <summary>The kind of credential that the mail carries.</summary>
    public static CredentialKind Kind(this ActionPurpose purpose) => purpose switch
    {
        ActionPurpose.ConfirmEmail => CredentialKind.EmailConfirmation,
        ActionPurpose.ResetPassword => CredentialKind.PasswordReset,
        _ => throw new ArgumentOutOfRangeException(nameof(purpose)),
    };

    /// <summary>How long the token works unless the request of the mail says otherwise: a confirmation a day, a password reset an hour.</summary>
    public static TimeSpan Lifetime(this ActionPurpose purpose) =>
        purpose == ActionPurpose.ConfirmEmail ? TimeSpan.FromHours(24) : TimeSpan.FromHours(1);
}
