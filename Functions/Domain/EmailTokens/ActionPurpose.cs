using Serverless.Domain.UserNames;
using Serverless.Security;

namespace Serverless.Domain.EmailTokens;

/// <summary>What a mailed token does.</summary>
public enum ActionPurpose
{
    /// <summary>Confirms the address that the mail went to.</summary>
    ConfirmEmail,

    /// <summary>Sets a new password (and confirms the address).</summary>
    ResetPassword,

    /// <summary>Takes a confirmed address back that was replaced.</summary>
    UndoEmailChange,

    /// <summary>Nothing: the email tells an unconfirmed address that it was replaced, and its token is told to nobody.</summary>
    TellEmailChanged,
}

/// <summary>What follows from a purpose.</summary>
public static class ActionPurposes
{
    /// <summary>The kind of credential that the mail carries.</summary>
    public static CredentialKind Kind(this ActionPurpose purpose) => purpose switch
    {
        ActionPurpose.ConfirmEmail => CredentialKind.EmailConfirmation,
        ActionPurpose.ResetPassword => CredentialKind.PasswordReset,
        ActionPurpose.UndoEmailChange or ActionPurpose.TellEmailChanged => CredentialKind.EmailUndo,
        _ => throw new ArgumentOutOfRangeException(nameof(purpose)),
    };

    /// <summary>How long the token works unless the request of the mail says otherwise: a confirmation a day, a password reset an hour, an undo seven days.</summary>
    public static TimeSpan Lifetime(this ActionPurpose purpose) => purpose switch
    {
        ActionPurpose.ConfirmEmail => TimeSpan.FromHours(24),
        ActionPurpose.ResetPassword => TimeSpan.FromHours(1),
        _ => FormerEmail.UndoTime,
    };
}
