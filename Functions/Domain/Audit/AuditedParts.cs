namespace Serverless.Domain.Audit;

/// <summary>Specifies the parts of a user whose changes are events.</summary>
[Flags]
internal enum AuditedParts
{
    /// <summary>No part.</summary>
    None = 0,

    /// <summary>The user exists, or is deleted.</summary>
    Existence = 1,

    /// <summary>The user name.</summary>
    Name = 1 << 1,

    /// <summary>The email addresses and their confirmation.</summary>
    Email = 1 << 2,

    /// <summary>The full name, the picture, the telephone number, the language and the Telegram name.</summary>
    Profile = 1 << 3,

    /// <summary>The external accounts that can sign the user in.</summary>
    Links = 1 << 4,

    /// <summary>The password.</summary>
    Password = 1 << 5,

    /// <summary>Whether the user is enabled.</summary>
    Enabled = 1 << 6,

    /// <summary>The permission overrides.</summary>
    Permissions = 1 << 7,

    /// <summary>Sessions that begin.</summary>
    OpenedSessions = 1 << 8,

    /// <summary>Sessions that end.</summary>
    EndedSessions = 1 << 9,

    /// <summary>API tokens that are created.</summary>
    AddedTokens = 1 << 10,

    /// <summary>API tokens that are deleted.</summary>
    RemovedTokens = 1 << 11,

    /// <summary>API tokens that are enabled, disabled, or given other permissions or another secret.</summary>
    ChangedTokens = 1 << 12,

    /// <summary>The authenticator app.</summary>
    Totp = 1 << 13,

    /// <summary>The passkeys.</summary>
    Passkeys = 1 << 14,

    /// <summary>The recovery codes.</summary>
    RecoveryCodes = 1 << 15,

    /// <summary>Tokens for emails that are issued.</summary>
    EmailTokens = 1 << 16,

    /// <summary>Sign-ins that begin to wait for a second factor.</summary>
    Tickets = 1 << 17,

    /// <summary>API tokens that the app deletes because they have expired.</summary>
    ExpiredTokens = 1 << 18,
}
