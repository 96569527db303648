using Serverless.Domain.UserNames;
using Serverless.Security;

namespace Serverless.Domain.EmailTokens;

/// <summary>Specifies the purpose of a token sent by email.</summary>
public enum ActionPurpose
{
    /// <summary>Confirms the email address that the email was sent to.</summary>
    ConfirmEmail,

    /// <summary>Sets a new password, and confirms the email address.</summary>
    ResetPassword,

    /// <summary>Restores a confirmed email address that was replaced.</summary>
    UndoEmailChange,

    /// <summary>Has no effect and is not used any more. Stored rows and messages of older versions contain it.</summary>
    TellEmailChanged,

    /// <summary>Notifies the user about a security event. The email has no token.</summary>
    Notify,

    /// <summary>Sets the first password of an account that an administrator created, and confirms the email address.</summary>
    Invite,
}

/// <summary>Provides the properties of each purpose.</summary>
public static class ActionPurposes
{
    /// <summary>Gets the purposes of tokens that set a password.</summary>
    public static ReadOnlySpan<ActionPurpose> OfPasswords => [ActionPurpose.ResetPassword, ActionPurpose.Invite];

    /// <summary>Returns the kind of credential in the email.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Thrown when the email has none.</exception>
    public static CredentialKind Kind(this ActionPurpose purpose) => purpose switch
    {
        ActionPurpose.ConfirmEmail => CredentialKind.EmailConfirmation,
        ActionPurpose.ResetPassword or ActionPurpose.Invite => CredentialKind.PasswordReset,
        ActionPurpose.UndoEmailChange => CredentialKind.EmailUndo,
        _ => throw new ArgumentOutOfRangeException(nameof(purpose)),
    };

    /// <summary>Returns the default lifetime of the token: 24 hours for a confirmation, one hour for a password reset, seven days for an undo and an invitation.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Thrown when the email has no token.</exception>
    public static TimeSpan Lifetime(this ActionPurpose purpose) => purpose switch
    {
        ActionPurpose.ConfirmEmail => TimeSpan.FromHours(24),
        ActionPurpose.ResetPassword => TimeSpan.FromHours(1),
        ActionPurpose.Invite => TimeSpan.FromDays(7),
        ActionPurpose.UndoEmailChange => FormerEmail.UndoTime,
        _ => throw new ArgumentOutOfRangeException(nameof(purpose)),
    };
}
