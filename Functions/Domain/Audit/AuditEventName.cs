using System.Diagnostics.CodeAnalysis;

namespace Serverless.Domain.Audit;

/// <summary>Represents the kind of an event. The list is closed, and the names are part of the contract. Stored events contain them.</summary>
public sealed class AuditEventName
{
    private static readonly Dictionary<string, AuditEventName> Known = new(StringComparer.Ordinal);

    private AuditEventName(string name, AuditedParts covers = AuditedParts.None)
    {
        (Name, Covers) = (name, covers);
        Known.Add(name, this);
    }

    /// <summary>Gets the event that a session was opened, by a password, a passkey, an external account or a sign-up.</summary>
    public static AuditEventName SignIn { get; } = new("session.sign_in", AuditedParts.OpenedSessions | AuditedParts.EndedSessions);

    /// <summary>Gets the event that a sign-in, or another proof of the identity, failed.</summary>
    public static AuditEventName SignInFailed { get; } = new("session.sign_in_failed");

    /// <summary>Gets the event that a password was right, and a second factor must follow.</summary>
    public static AuditEventName PasswordAccepted { get; } = new("session.password_accepted", AuditedParts.Tickets);

    /// <summary>Gets the event that a second factor was wrong after a right password.</summary>
    public static AuditEventName SecondFactorFailed { get; } = new("session.second_factor_failed");

    /// <summary>Gets the event that the user of a session proved their identity again.</summary>
    public static AuditEventName Reauthenticated { get; } = new("session.reauthenticated");

    /// <summary>Gets the event that a caller ended their own session.</summary>
    public static AuditEventName SignOut { get; } = new("session.sign_out", AuditedParts.EndedSessions);

    /// <summary>Gets the event that sessions were ended.</summary>
    public static AuditEventName SessionsEnded { get; } = new("session.ended", AuditedParts.EndedSessions);

    /// <summary>Gets the event that a password was changed by its user or an administrator.</summary>
    public static AuditEventName PasswordChanged { get; } = new("password.changed", AuditedParts.Password | AuditedParts.EndedSessions);

    /// <summary>Gets the event that a password was set with a token from an email.</summary>
    public static AuditEventName PasswordReset { get; } = new("password.reset", AuditedParts.Password | AuditedParts.EndedSessions);

    /// <summary>Gets the event that a new password was accepted without the check for data breaches, because the service did not answer.</summary>
    public static AuditEventName BreachCheckFailed { get; } = new("password.breach_check_failed");

    /// <summary>Gets the event that the email address was changed or removed, or a change waits for its confirmation.</summary>
    public static AuditEventName EmailChanged { get; } = new("email.changed", AuditedParts.Email);

    /// <summary>Gets the event that the email address was confirmed.</summary>
    public static AuditEventName EmailConfirmed { get; } = new("email.confirmed", AuditedParts.Email | AuditedParts.Name);

    /// <summary>Gets the event that the owner of an email address refused it.</summary>
    public static AuditEventName EmailRefused { get; } = new("email.refused", AuditedParts.Email | AuditedParts.Name | AuditedParts.EndedSessions);

    /// <summary>Gets the event that the owner of the former email address restored it.</summary>
    public static AuditEventName EmailChangeUndone { get; } = new("email.change_undone", AuditedParts.Email | AuditedParts.Name | AuditedParts.EndedSessions);

    /// <summary>Gets the event that a token for an email was issued.</summary>
    public static AuditEventName EmailTokenIssued { get; } = new("email.token_issued", AuditedParts.EmailTokens);

    /// <summary>Gets the event that an API token was created.</summary>
    public static AuditEventName TokenCreated { get; } = new("api_token.created", AuditedParts.AddedTokens);

    /// <summary>Gets the event that an API token was enabled, disabled, or given other permissions.</summary>
    public static AuditEventName TokenChanged { get; } = new("api_token.changed", AuditedParts.ChangedTokens);

    /// <summary>Gets the event that an API token got a new secret.</summary>
    public static AuditEventName TokenRotated { get; } = new("api_token.rotated", AuditedParts.ChangedTokens);

    /// <summary>Gets the event that an API token was deleted.</summary>
    public static AuditEventName TokenDeleted { get; } = new("api_token.deleted", AuditedParts.RemovedTokens);

    /// <summary>Gets the event that an authenticator app became a second factor.</summary>
    public static AuditEventName TotpCreated { get; } = new("factor.totp_created", AuditedParts.Totp);

    /// <summary>Gets the event that an authenticator app was removed.</summary>
    public static AuditEventName TotpDeleted { get; } = new("factor.totp_deleted", AuditedParts.Totp);

    /// <summary>Gets the event that a passkey was added.</summary>
    public static AuditEventName PasskeyCreated { get; } = new("factor.passkey_created", AuditedParts.Passkeys);

    /// <summary>Gets the event that a passkey was renamed.</summary>
    public static AuditEventName PasskeyRenamed { get; } = new("factor.passkey_renamed");

    /// <summary>Gets the event that a passkey was removed.</summary>
    public static AuditEventName PasskeyDeleted { get; } = new("factor.passkey_deleted", AuditedParts.Passkeys);

    /// <summary>Gets the event that recovery codes were created.</summary>
    public static AuditEventName RecoveryCodesCreated { get; } = new("factor.recovery_codes_created", AuditedParts.RecoveryCodes);

    /// <summary>Gets the event that a recovery code was used.</summary>
    public static AuditEventName RecoveryCodeUsed { get; } = new("factor.recovery_code_used", AuditedParts.RecoveryCodes);

    /// <summary>Gets the event that recovery codes were removed, together with the last second factor.</summary>
    public static AuditEventName RecoveryCodesDeleted { get; } = new("factor.recovery_codes_deleted", AuditedParts.RecoveryCodes);

    /// <summary>Gets the event that an administrator or an operator removed all second factors.</summary>
    public static AuditEventName FactorsReset { get; } = new("factor.reset", AuditedParts.Totp | AuditedParts.Passkeys | AuditedParts.RecoveryCodes);

    /// <summary>Gets the event that permission overrides were changed.</summary>
    public static AuditEventName PermissionsChanged { get; } = new("permissions.changed", AuditedParts.Permissions);

    /// <summary>Gets the event that a user was created.</summary>
    public static AuditEventName UserCreated { get; } = new("user.created", ~(AuditedParts.OpenedSessions | AuditedParts.EndedSessions));

    /// <summary>Gets the event that an administrator invited a user by email. The link in the email sets the first password.</summary>
    public static AuditEventName UserInvited { get; } = new("user.invited");

    /// <summary>Gets the event that a user was renamed.</summary>
    public static AuditEventName UserRenamed { get; } = new("user.renamed", AuditedParts.Name);

    /// <summary>Gets the event that personal data of a user were changed.</summary>
    public static AuditEventName ProfileChanged { get; } = new("user.profile_changed", AuditedParts.Profile);

    /// <summary>Gets the event that external accounts of a user were linked or unlinked.</summary>
    public static AuditEventName LinksChanged { get; } = new("user.links_changed", AuditedParts.Links);

    /// <summary>Gets the event that a user was enabled.</summary>
    public static AuditEventName UserEnabled { get; } = new("user.enabled", AuditedParts.Enabled | AuditedParts.EndedSessions);

    /// <summary>Gets the event that a user was disabled.</summary>
    public static AuditEventName UserDisabled { get; } = new("user.disabled", AuditedParts.Enabled);

    /// <summary>Gets the event that a user was erased.</summary>
    public static AuditEventName UserErased { get; } = new("user.erased", ~AuditedParts.None);

    /// <summary>Gets the event that an administrator changed settings.</summary>
    public static AuditEventName SettingsChanged { get; } = new("settings.changed");

    /// <summary>Gets the event that an operator deleted the stored settings.</summary>
    public static AuditEventName SettingsReset { get; } = new("settings.reset");

    /// <summary>Gets all events, in the order of this list.</summary>
    public static IReadOnlyCollection<AuditEventName> All => Known.Values;

    /// <summary>Gets the name in storage and in responses, such as <c>session.sign_in</c>.</summary>
    public string Name { get; }

    /// <summary>Gets the part of the name before the period. Events of one category are stored together.</summary>
    public string Category => Name[..Name.IndexOf('.', StringComparison.Ordinal)];

    /// <summary>Gets the parts of a user whose changes this event reports.</summary>
    internal AuditedParts Covers { get; }

    /// <summary>Finds an event by its name.</summary>
    public static bool TryFind(string name, [NotNullWhen(true)] out AuditEventName? found) => Known.TryGetValue(name, out found);

    /// <inheritdoc />
    public override string ToString() => Name;
}
