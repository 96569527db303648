namespace Serverless.Domain.Email.Notices;

/// <summary>Provides the texts of the emails about security events. None contains a value that a caller can choose.</summary>
/// <param name="Subject">The subject of the email, and of the notification in the app.</param>
/// <param name="Event">What happened.</param>
/// <param name="Advice">What to do.</param>
internal sealed record NoticeText(string Subject, string Event, string Advice)
{
    private const string Default = "If it was you, you need not do anything. If not, set a new password now. Then look through your sessions, API tokens and second factors.";

    private const string Undo =
        "If it was you, you need not do anything. If not, look for the email about the change that went to the former address. Its link undoes the change for 7 days. "
        + "Without it, tell the administrator of the site.";

    /// <summary>Returns the texts for an event.</summary>
    public static NoticeText Of(NoticeKind kind) => kind switch
    {
        NoticeKind.PasswordChanged => new("Your password was changed", "The password of your account was changed.", Default),
        NoticeKind.EmailChanged => new("Your email address was changed", "The email address of your account was changed or removed.", Undo),
        NoticeKind.NewDevice => new("A sign-in from a new device", "Somebody signed in to your account from a device that was not seen before.", Default),
        NoticeKind.TokenCreated => new("A new API token was made", "A new API token was made for your account.", Default),
        NoticeKind.TokenRotated => new("An API token has a new secret", "An API token of your account has a new secret.", Default),
        NoticeKind.FactorAdded => new("A second factor was added", "The sign-in to your account now knows another second factor.", Default),
        NoticeKind.FactorRemoved => new("A second factor was removed", "The sign-in to your account no longer knows one of your second factors.", Default),
        NoticeKind.FactorsReset => new(
            "Your second factors were removed",
            "An administrator removed all second factors of your account: authenticator app, passkeys and recovery codes. Your password is enough to sign in now.",
            "If you asked for it, sign in and add a second factor again. If not, set a new password now and tell the administrator."),
        NoticeKind.RecoveryCodesReplaced => new("You have new recovery codes", "New recovery codes were made for your account. The old ones do not work any more.", Default),
        NoticeKind.RecoveryCodeUsed => new("A recovery code was used", "Somebody used a recovery code of your account in place of a second factor.", Default),
        NoticeKind.AccountDisabled => new(
            "Your account was disabled",
            "Your account was disabled. Nobody can sign in to it until it is enabled again.",
            "If you do not know why, ask the administrator of the site."),
        NoticeKind.AccountErased => new(
            "Your account was deleted",
            "Your account was deleted with its data. This cannot be undone.",
            "If it was you, you need not do anything. If not, tell the administrator of the site."),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
