namespace Serverless.Domain.Email.Notices;

/// <summary>Specifies the security event that a notice tells the user about. Messages of the email queue contain the names.</summary>
public enum NoticeKind
{
    /// <summary>The password was changed or reset.</summary>
    PasswordChanged,

    /// <summary>The email address was changed or removed.</summary>
    EmailChanged,

    /// <summary>A session was opened from a device that was not seen before.</summary>
    NewDevice,

    /// <summary>An API token was created.</summary>
    TokenCreated,

    /// <summary>An API token got a new secret.</summary>
    TokenRotated,

    /// <summary>A second factor was added.</summary>
    FactorAdded,

    /// <summary>The user removed a second factor.</summary>
    FactorRemoved,

    /// <summary>An administrator removed all second factors.</summary>
    FactorsReset,

    /// <summary>The recovery codes were replaced.</summary>
    RecoveryCodesReplaced,

    /// <summary>A recovery code was used.</summary>
    RecoveryCodeUsed,

    /// <summary>The account was disabled.</summary>
    AccountDisabled,

    /// <summary>The account is being erased.</summary>
    AccountErased,
}
