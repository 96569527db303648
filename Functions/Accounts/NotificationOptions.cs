using System.ComponentModel.DataAnnotations;

namespace Serverless.Accounts;

/// <summary>How notifications travel: section <c>Notifications</c> of the settings.</summary>
public sealed class NotificationOptions
{
    /// <summary>The storage queue through which notifications of administrators go to many users.</summary>
    [Required]
    [RegularExpression("^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$", ErrorMessage = "Notifications__Queue must be a storage queue name: 3 to 63 lower-case letters, digits and single hyphens")]
    public string Queue { get; set; } = "notifications";
}
