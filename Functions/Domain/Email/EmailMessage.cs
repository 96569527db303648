namespace Serverless.Domain.Email;

/// <summary>An email that is ready to be sent.</summary>
/// <param name="Id">The unique id of the email. A repeated delivery has the same id.</param>
/// <param name="To">One email address without a display name, as in <c>ann@example.com</c>.</param>
/// <param name="Subject">Plain text, one line.</param>
/// <param name="Text">The content as plain text.</param>
/// <param name="Html">The content as an HTML document.</param>
public sealed record EmailMessage(long Id, string To, string Subject, string Text, string Html)
{
    /// <summary>Gets the sender, a mailbox with or without a display name; null for <see cref="EmailOptions.From"/>.</summary>
    public string? From { get; init; }
}
