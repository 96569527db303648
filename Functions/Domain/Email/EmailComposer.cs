using System.Globalization;
using Microsoft.Extensions.Options;
using Serverless.Domain.Email.Notices;
using Serverless.Domain.EmailTokens;
using Serverless.Domain.Settings;

namespace Serverless.Domain.Email;

/// <summary>Composes emails. Their links begin with the configured site, never with the host that a request names.</summary>
public sealed class EmailComposer(IOptions<SiteOptions> site)
{
    private static readonly Kind Confirm = new("Confirm your email", "confirm-email");
    private static readonly Kind Reset = new("Reset Password", "reset-password");
    private static readonly Kind Invite = new("You are invited", "reset-password", "invitation");
    private static readonly Kind Undo = new("Your email address was changed", "undo-email-change");

    /// <summary>Composes the email that asks for confirmation of an email address, by <c>&lt;Site.Url&gt;#/confirm-email/&lt;token&gt;</c>.</summary>
    /// <param name="id">The email's id.</param>
    /// <param name="to">One email address without a display name.</param>
    /// <param name="userName">The user name; shown without control characters and direction marks, at most 64 characters of it.</param>
    /// <param name="token">The action token, of characters that need no encoding in a URL; valid for 24 hours.</param>
    /// <param name="startingAt">The base of the link in place of <c>Site.Url</c>.</param>
    public EmailMessage ConfirmEmail(long id, string to, string userName, string token, string? startingAt = null) =>
        Write(Confirm, id, to, userName, token, ActionPurpose.ConfirmEmail.Lifetime(), startingAt);

    /// <summary>Composes the email that allows a new password to be set, by <c>&lt;Site.Url&gt;#/reset-password/&lt;token&gt;</c>.</summary>
    /// <param name="id">The email's id.</param>
    /// <param name="to">One email address without a display name.</param>
    /// <param name="userName">The user name; shown without control characters and direction marks, at most 64 characters of it.</param>
    /// <param name="token">The action token, of characters that need no encoding in a URL.</param>
    /// <param name="lifetime">The lifetime of the token, in whole hours.</param>
    /// <param name="startingAt">The base of the link in place of <c>Site.Url</c>.</param>
    public EmailMessage ResetPassword(long id, string to, string userName, string token, TimeSpan lifetime, string? startingAt = null) =>
        Write(Reset, id, to, userName, token, lifetime, startingAt);

    /// <summary>Composes the email that allows a change of email address to be undone, by <c>&lt;Site.Url&gt;#/undo-email-change/&lt;token&gt;</c>.</summary>
    /// <param name="id">The email's id.</param>
    /// <param name="to">One email address without a display name.</param>
    /// <param name="userName">The user name; shown without control characters and direction marks, at most 64 characters of it.</param>
    /// <param name="token">The action token, of characters that need no encoding in a URL; valid for seven days.</param>
    /// <param name="facts">What is known about the change; null if nothing is.</param>
    /// <param name="startingAt">The base of the link in place of <c>Site.Url</c>.</param>
    public EmailMessage UndoEmailChange(long id, string to, string userName, string token, NoticeFacts? facts, string? startingAt = null) =>
        Write(Undo, id, to, userName, token, ActionPurpose.UndoEmailChange.Lifetime(), startingAt, values => SecurityNoticeEmail.Add(values, facts));

    /// <summary>Composes the email that invites a person to set the first password of their account, by <c>&lt;Site.Url&gt;#/reset-password/&lt;token&gt;</c>.</summary>
    /// <param name="id">The email's id.</param>
    /// <param name="to">One email address without a display name.</param>
    /// <param name="userName">The user name; shown without control characters and direction marks, at most 64 characters of it.</param>
    /// <param name="token">The action token, of characters that need no encoding in a URL; valid for seven days.</param>
    /// <param name="startingAt">The base of the link in place of <c>Site.Url</c>.</param>
    public EmailMessage Invitation(long id, string to, string userName, string token, string? startingAt = null) =>
        Write(Invite, id, to, userName, token, ActionPurpose.Invite.Lifetime(), startingAt, values => values["site"] = startingAt ?? site.Value.Url);

    /// <summary>Composes the email that was requested.</summary>
    /// <param name="request">The request.</param>
    /// <param name="to">One email address without a display name.</param>
    /// <param name="userName">The user name; shown without control characters and direction marks, at most 64 characters of it.</param>
    /// <param name="token">The action token, of characters that need no encoding in a URL.</param>
    /// <param name="startingAt">The base of the link in place of <c>Site.Url</c>.</param>
    public EmailMessage Write(EmailRequest request, string to, string userName, string token, string? startingAt = null) => request.Purpose switch
    {
        ActionPurpose.ConfirmEmail => ConfirmEmail(request.Id, to, userName, token, startingAt),
        ActionPurpose.ResetPassword => ResetPassword(request.Id, to, userName, token, request.Lifetime, startingAt),
        ActionPurpose.Invite => Invitation(request.Id, to, userName, token, startingAt),
        ActionPurpose.UndoEmailChange => UndoEmailChange(request.Id, to, userName, token, request.Notice, startingAt),
        _ => throw new ArgumentOutOfRangeException(nameof(request)),
    };

    private EmailMessage Write(
        Kind kind, long id, string to, string userName, string token, TimeSpan lifetime, string? startingAt, Action<Dictionary<string, string>>? more = null)
    {
        var values = new Dictionary<string, string>
        {
            ["greeting"] = DisplayName.Greeting(userName),
            ["lifetime"] = InWords(lifetime),
            ["link"] = $"{startingAt ?? site.Value.Url}#/{kind.Action}/{Uri.EscapeDataString(token)}",
        };
        more?.Invoke(values);
        return new EmailMessage(id, to, kind.Subject, kind.Text.Render(values), kind.Html.Render(values));
    }

    private static string InWords(TimeSpan lifetime) =>
        lifetime.TotalHours == 1 ? "1 hour"
        : lifetime.TotalHours <= 48 ? string.Create(CultureInfo.InvariantCulture, $"{lifetime.TotalHours:0} hours")
        : string.Create(CultureInfo.InvariantCulture, $"{lifetime.TotalDays:0} days");

    private sealed class Kind(string subject, string action, string? template = null)
    {
        public string Subject => subject;

        public string Action => action;

        public Template Text { get; } = new($"{template ?? action}.txt");

        public Template Html { get; } = new($"{template ?? action}.html");
    }
}
