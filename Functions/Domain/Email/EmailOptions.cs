using System.ComponentModel.DataAnnotations;
using Serverless.Domain.Settings;

namespace Serverless.Domain.Email;

/// <summary>How letters leave.</summary>
public sealed class EmailOptions : IValidatableObject
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Email";

    /// <summary>Azure Communication Services, instead of the pickup directory.</summary>
    public AcsOptions Acs { get; set; } = new();

    /// <summary>
    /// What the app calls itself to mail servers: a host name with a dot, or an IP address. Empty for the host of <c>Site__Url</c> if it is one,
    /// else the IP address of the connection.
    /// </summary>
    [EhloName]
    public string EhloName { get; set; } = "";

    /// <summary>The sender: a mailbox with or without a display name.</summary>
    [Mailbox]
    public string From { get; set; } = "Serverless <no-reply@localhost>";

    /// <summary>Where <see cref="PickupTransport"/> writes; a relative path is below the content root.</summary>
    [Folder]
    public string PickupDirectory { get; set; } = ".mail";

    /// <summary>The storage queue of letters to send.</summary>
    [QueueName]
    public string Queue { get; set; } = "email";

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Acs.Endpoint.Length > 0 && Acs.ConnectionString.Length > 0)
        {
            yield return new ValidationResult("Email__Acs__Endpoint and Email__Acs__ConnectionString are both set; set one of them.", [nameof(Acs)]);
        }
    }

    /// <summary>Whether a text is one mailbox that can be a sender.</summary>
    public static bool IsMailbox(string text) => Sender.TryParse(text, out _);
}
