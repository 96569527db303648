using System.Collections.Immutable;
using Serverless.Domain.EmailTokens;

namespace Serverless.Domain.Email;

/// <summary>Represents a kind of email: the name of its templates, and the values that they can show.</summary>
public sealed class EmailKind
{
    // Every email has these.
    private static readonly string[] OfSite = ["site_name", "site_url", "color", "text_color"];

    private EmailKind(string name, ActionPurpose purpose, string[] placeholders, string[] required, string? subject = null, string? action = null)
    {
        (Name, Purpose, Subject, Action) = (name, purpose, subject, action ?? name);
        Placeholders = [.. placeholders, .. OfSite];
        Required = [.. required];
    }

    /// <summary>Gets the email that asks for confirmation of an email address.</summary>
    public static EmailKind ConfirmEmail { get; } = new("confirm-email", ActionPurpose.ConfirmEmail, ["greeting", "link", "lifetime"], ["link"]);

    /// <summary>Gets the email that allows a new password to be set.</summary>
    public static EmailKind ResetPassword { get; } = new("reset-password", ActionPurpose.ResetPassword, ["greeting", "link", "lifetime"], ["link"]);

    /// <summary>Gets the email that invites a person to set the first password of their account.</summary>
    public static EmailKind Invitation { get; } = new("invitation", ActionPurpose.Invite, ["greeting", "link", "lifetime"], ["link"], action: "reset-password");

    /// <summary>Gets the email that allows a change of email address to be undone.</summary>
    public static EmailKind UndoEmailChange { get; } = new("undo-email-change", ActionPurpose.UndoEmailChange, ["greeting", "link", "lifetime", "time", "device", "ip"], ["link"]);

    /// <summary>Gets the email about a security event.</summary>
    public static EmailKind SecurityNotice { get; } = new("security-notice", ActionPurpose.Notify, ["greeting", "subject", "event", "advice", "time", "device", "ip"], ["event"], subject: "{{subject}}");

    /// <summary>Gets all kinds.</summary>
    public static ImmutableArray<EmailKind> All { get; } = [ConfirmEmail, ResetPassword, Invitation, UndoEmailChange, SecurityNotice];

    /// <summary>Gets the name, which is that of its files.</summary>
    public string Name { get; }

    /// <summary>Gets the purpose for which the email is requested.</summary>
    public ActionPurpose Purpose { get; }

    /// <summary>Gets the action of the link: the part of its fragment before the token.</summary>
    public string Action { get; }

    /// <summary>Gets the subject of the built-in template if it is the same in every language.</summary>
    public string? Subject { get; }

    /// <summary>Gets the names of the values that a template can show.</summary>
    public ImmutableArray<string> Placeholders { get; }

    /// <summary>Gets the names of the values that the text and the HTML of a template must show.</summary>
    public ImmutableArray<string> Required { get; }

    /// <summary>Gets whether the email has a link with a secret.</summary>
    public bool HasSecret => Required.Contains("link");

    /// <summary>Returns the kind of email for a purpose.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Thrown when there is none.</exception>
    public static EmailKind Of(ActionPurpose purpose) =>
        All.FirstOrDefault(kind => kind.Purpose == purpose) ?? throw new ArgumentOutOfRangeException(nameof(purpose), purpose, "EmailKind.All has no email for this purpose.");

    /// <summary>Returns the kind with a name, or null.</summary>
    public static EmailKind? Named(string name) => All.FirstOrDefault(kind => kind.Name == name);
}
