namespace Serverless.Security;

/// <summary>What a credential opens. A credential of one kind is never accepted in the place of another.</summary>
public enum CredentialKind
{
    /// <summary>A signed-in user's session.</summary>
    Session,

    /// <summary>A token that a user made for a program.</summary>
    ApiToken,

    /// <summary>Proof that an email address was read: confirms it. One use.</summary>
    EmailConfirmation,

    /// <summary>Proof that an email address was read: sets a new password. One use.</summary>
    PasswordReset,

    /// <summary>Proof that a replaced email address was read: takes it back. One use.</summary>
    EmailUndo,
}
