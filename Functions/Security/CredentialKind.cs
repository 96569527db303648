namespace Serverless.Security;

/// <summary>The kinds of credentials. A credential of one kind is never accepted in place of another kind.</summary>
public enum CredentialKind
{
    /// <summary>A signed-in user's session.</summary>
    Session,

    /// <summary>A token that a user creates for a program.</summary>
    ApiToken,

    /// <summary>A token from an email, which confirms the email address. Valid for one use.</summary>
    EmailConfirmation,

    /// <summary>A token from an email, which allows a new password to be set. Valid for one use.</summary>
    PasswordReset,

    /// <summary>A token from an email to a replaced email address, which restores that email address. Valid for one use.</summary>
    EmailUndo,

    /// <summary>A sign-in whose password was right, and whose second factor is missing. Valid for one sign-in.</summary>
    SignInTicket,
}
