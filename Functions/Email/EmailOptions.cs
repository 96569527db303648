using System.ComponentModel.DataAnnotations;
using MimeKit;
using Serverless.Settings;

namespace Serverless.Email;

/// <summary>How letters leave.</summary>
public sealed class EmailOptions : IValidatableObject
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Email";

    /// <summary>The sender: a mailbox with or without a display name.</summary>
    [Required]
    public string From { get; set; } = "Serverless <no-reply@localhost>";

    /// <summary>Where <see cref="PickupTransport"/> writes; a relative path is below the content root.</summary>
    [Required]
    public string PickupDirectory { get; set; } = ".mail";

    /// <summary>The storage queue of letters to send.</summary>
    [Required]
    [QueueName("Email__Queue")]
    public string Queue { get; set; } = "email";

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!IsMailbox(From))
        {
            yield return new ValidationResult("Email__From must be a mailbox, as in Name <name@example.com>", [nameof(From)]);
        }
    }

    /// <summary>Whether a text is one mailbox that can be a sender.</summary>
    public static bool IsMailbox(string text) =>
        MailboxAddress.TryParse(text, out var sender)
        && sender.Address.Contains('@', StringComparison.Ordinal)
        && !text.Any(char.IsControl);
}
