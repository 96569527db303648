using System.ComponentModel.DataAnnotations;
using Serverless.Domain.Settings;

namespace Serverless.Domain.Email;

/// <summary>The settings for sending email.</summary>
public sealed class EmailOptions : IValidatableObject
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Email";

    /// <summary>Gets or sets the Azure Communication Services resource that replaces the pickup directory.</summary>
    public AcsOptions Acs { get; set; } = new();

    /// <summary>
    /// Gets or sets the name that the app sends to SMTP servers: a host name with a dot, or an IP address. If empty, the host of <c>Site__Url</c> is used
    /// when it is such a name, otherwise the IP address of the connection.
    /// </summary>
    [EhloName]
    public string EhloName { get; set; } = "";

    /// <summary>Gets or sets the sender: a mailbox with or without a display name.</summary>
    [Mailbox]
    public string From { get; set; } = "Serverless <no-reply@localhost>";

    /// <summary>Gets or sets the directory of <see cref="PickupTransport"/>; a relative path is below the content root.</summary>
    [Folder]
    public string PickupDirectory { get; set; } = ".mail";

    /// <summary>Gets or sets the name of the storage queue of emails to send.</summary>
    [QueueName]
    public string Queue { get; set; } = "email";

    /// <summary>Gets or sets whether users get emails about security events in their accounts.</summary>
    public bool SecurityNotices { get; set; } = true;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Acs.Endpoint.Length > 0 && Acs.ConnectionString.Length > 0)
        {
            yield return new ValidationResult("Email__Acs__Endpoint and Email__Acs__ConnectionString are both set; set one of them.", [nameof(Acs)]);
        }
    }

    /// <summary>Returns whether a text is one mailbox that can be a sender.</summary>
    public static bool IsMailbox(string text) => Sender.TryParse(text, out _);
}
