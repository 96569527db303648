using System.ComponentModel.DataAnnotations;

namespace Serverless.Accounts;

/// <summary>How users are deleted: section <c>Erase</c> of the settings.</summary>
public sealed class EraseOptions
{
    /// <summary>The storage queue of users to be erased.</summary>
    [Required]
    [RegularExpression("^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$", ErrorMessage = "Erase:Queue must be a valid storage queue name.")]
    public string Queue { get; set; } = "erase";
}
