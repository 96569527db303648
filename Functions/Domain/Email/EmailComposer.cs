using Microsoft.Extensions.Options;
using Serverless.Domain.Email.Notices;
using Serverless.Domain.EmailTokens;
using Serverless.Domain.Settings;

namespace Serverless.Domain.Email;

/// <summary>Composes emails. Their links begin with the configured site, never with the host that a request names.</summary>
public sealed class EmailComposer(IOptions<SiteOptions> site)
{
    /// <summary>Composes the email that asks for confirmation of an email address, by <c>&lt;Site.Url&gt;#/confirm-email/&lt;token&gt;</c>.</summary>
    /// <param name="id">The email's id.</param>
    /// <param name="to">One email address without a display name.</param>
    /// <param name="userName">The user name; shown without control characters and direction marks, at most 64 characters of it.</param>
    /// <param name="token">The action token, of characters that need no encoding in a URL; valid for 24 hours.</param>
    /// <param name="style">The language and the look; null for the default.</param>
    public EmailMessage ConfirmEmail(long id, string to, string userName, string token, EmailStyle? style = null) =>
        Write(EmailKind.ConfirmEmail, id, to, userName, token, ActionPurpose.ConfirmEmail.Lifetime(), style);

    /// <summary>Composes the email that allows a new password to be set, by <c>&lt;Site.Url&gt;#/reset-password/&lt;token&gt;</c>.</summary>
    /// <param name="id">The email's id.</param>
    /// <param name="to">One email address without a display name.</param>
    /// <param name="userName">The user name; shown without control characters and direction marks, at most 64 characters of it.</param>
    /// <param name="token">The action token, of characters that need no encoding in a URL.</param>
    /// <param name="lifetime">The lifetime of the token, in whole hours.</param>
    /// <param name="style">The language and the look; null for the default.</param>
    public EmailMessage ResetPassword(long id, string to, string userName, string token, TimeSpan lifetime, EmailStyle? style = null) =>
        Write(EmailKind.ResetPassword, id, to, userName, token, lifetime, style);

    /// <summary>Composes the email that allows a change of email address to be undone, by <c>&lt;Site.Url&gt;#/undo-email-change/&lt;token&gt;</c>.</summary>
    /// <param name="id">The email's id.</param>
    /// <param name="to">One email address without a display name.</param>
    /// <param name="userName">The user name; shown without control characters and direction marks, at most 64 characters of it.</param>
    /// <param name="token">The action token, of characters that need no encoding in a URL; valid for seven days.</param>
    /// <param name="facts">What is known about the change; null if nothing is.</param>
    /// <param name="style">The language and the look; null for the default.</param>
    public EmailMessage UndoEmailChange(long id, string to, string userName, string token, NoticeFacts? facts, EmailStyle? style = null) =>
        Write(EmailKind.UndoEmailChange, id, to, userName, token, ActionPurpose.UndoEmailChange.Lifetime(), style, (values, texts) => SecurityNoticeEmail.Add(values, texts, facts));

    /// <summary>Composes the email that invites a person to set the first password of their account, by <c>&lt;Site.Url&gt;#/reset-password/&lt;token&gt;</c>.</summary>
    /// <param name="id">The email's id.</param>
    /// <param name="to">One email address without a display name.</param>
    /// <param name="userName">The user name; shown without control characters and direction marks, at most 64 characters of it.</param>
    /// <param name="token">The action token, of characters that need no encoding in a URL; valid for seven days.</param>
    /// <param name="style">The language and the look; null for the default.</param>
    public EmailMessage Invitation(long id, string to, string userName, string token, EmailStyle? style = null) =>
        Write(EmailKind.Invitation, id, to, userName, token, ActionPurpose.Invite.Lifetime(), style);

    /// <summary>Composes the email that was requested.</summary>
    /// <param name="request">The request.</param>
    /// <param name="to">One email address without a display name.</param>
    /// <param name="userName">The user name; shown without control characters and direction marks, at most 64 characters of it.</param>
    /// <param name="token">The action token, of characters that need no encoding in a URL.</param>
    /// <param name="style">The language and the look; null for the default.</param>
    public EmailMessage Write(EmailRequest request, string to, string userName, string token, EmailStyle? style = null) => request.Purpose switch
    {
        ActionPurpose.ConfirmEmail => ConfirmEmail(request.Id, to, userName, token, style),
        ActionPurpose.ResetPassword => ResetPassword(request.Id, to, userName, token, request.Lifetime, style),
        ActionPurpose.Invite => Invitation(request.Id, to, userName, token, style),
        ActionPurpose.UndoEmailChange => UndoEmailChange(request.Id, to, userName, token, request.Notice, style),
        _ => throw new ArgumentOutOfRangeException(nameof(request)),
    };

    private EmailMessage Write(
        EmailKind kind, long id, string to, string userName, string token, TimeSpan lifetime, EmailStyle? given, Action<Dictionary<string, string>, EmailTexts>? more = null)
    {
        var style = given ?? EmailStyle.Default;
        var texts = EmailTexts.Of(style.Language);
        var url = style.SiteUrl ?? site.Value.Url;
        var values = new Dictionary<string, string>
        {
            ["greeting"] = texts.Greeting(userName),
            ["lifetime"] = texts.Lifetime(lifetime),
            ["link"] = $"{url}#/{kind.Action}/{Uri.EscapeDataString(token)}",
        };
        more?.Invoke(values, texts);
        return EmailLayout.Compose(id, to, kind, style, url, values);
    }
}
