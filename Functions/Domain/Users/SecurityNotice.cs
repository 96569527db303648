using Serverless.Domain.Email;
using Serverless.Domain.Email.Notices;
using Serverless.Domain.Languages;

namespace Serverless.Domain.Users;

/// <summary>Represents a notification about a security event in the user's account. It warns users about changes that they did not make themselves.</summary>
/// <param name="Subject">One line.</param>
/// <param name="Body">Plain text.</param>
public sealed record SecurityNotice(string Subject, string Body)
{
    private const string Advice = " If this was not you, set a new password and look through your sessions and API tokens.";

    /// <summary>Gets the notification that the password was changed.</summary>
    public static SecurityNotice PasswordChanged { get; } = Of(NoticeKind.PasswordChanged, "The password of your account was changed.");

    /// <summary>Gets the notification that the email address was changed or removed.</summary>
    public static SecurityNotice EmailChanged { get; } = Of(NoticeKind.EmailChanged, "The email address of your account was changed.");

    /// <summary>Gets the notification that an administrator removed all second factors.</summary>
    public static SecurityNotice FactorsReset { get; } = Of(NoticeKind.FactorsReset, "An administrator removed all second factors of your account.");

    /// <summary>Gets the notification that the recovery codes were replaced.</summary>
    public static SecurityNotice RecoveryCodesReplaced { get; } = Of(NoticeKind.RecoveryCodesReplaced, "New recovery codes were created for your account. The old codes no longer work.");

    /// <summary>Gets the notification that an administrator changed the user's permissions.</summary>
    public static SecurityNotice PermissionsChanged { get; } = new("Your permissions were changed", "An administrator changed what your account may do.");

    /// <summary>Returns the notification that an API token was created.</summary>
    public static SecurityNotice TokenCreated(string name) => Of(NoticeKind.TokenCreated, $"""The API token "{name}" was created for your account.""");

    /// <summary>Returns the notification that an API token got a new secret.</summary>
    public static SecurityNotice TokenRotated(string name) => Of(NoticeKind.TokenRotated, $"""The API token "{name}" of your account has a new secret.""");

    /// <summary>Returns the notification that a session was opened from a new device.</summary>
    public static SecurityNotice NewDevice(string device) => Of(NoticeKind.NewDevice, $"Someone signed in to your account from a new device: {device}.");

    /// <summary>Returns the notification that a second factor was added.</summary>
    /// <param name="factor">The factor, such as <c>an authenticator app</c>.</param>
    public static SecurityNotice FactorAdded(string factor) => Of(NoticeKind.FactorAdded, $"A second factor was added to your account: {factor}.");

    /// <summary>Returns the notification that a second factor was removed.</summary>
    /// <param name="factor">The factor, such as <c>an authenticator app</c>.</param>
    public static SecurityNotice FactorRemoved(string factor) => Of(NoticeKind.FactorRemoved, $"A second factor was removed from your account: {factor}.");

    /// <summary>Returns the notification that a recovery code was used.</summary>
    /// <param name="left">The number of codes that are left.</param>
    public static SecurityNotice RecoveryCodeUsed(int left) => Of(NoticeKind.RecoveryCodeUsed, $"Someone used a recovery code of your account instead of a second factor. Codes left: {left}.");

    /// <summary>Returns a notification with the subject of the email about the event.</summary>
    private static SecurityNotice Of(NoticeKind kind, string body) => new(NoticeText.Of(kind, EmailTexts.Of(Locale.Default)).Subject, body + Advice);
}
