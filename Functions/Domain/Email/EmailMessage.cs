namespace Serverless.Domain.Email;

/// <summary>A letter that is ready to be sent.</summary>
/// <param name="Id">Tells this letter from all others, also when it is delivered again.</param>
/// <param name="To">One address without a display name, as in <c>ann@example.com</c>.</param>
/// <param name="Subject">Plain text, one line.</param>
/// <param name="Text">The letter as plain text.</param>
/// <param name="Html">The same letter as an HTML document.</param>
public sealed record EmailMessage(long Id, string To, string Subject, string Text, string Html)
{
    /// <summary>The sender, a mailbox with or without a display name; null for <see cref="EmailOptions.From"/>.</summary>
    public string? From { get; init; }
}
