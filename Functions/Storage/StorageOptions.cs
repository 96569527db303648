using System.ComponentModel.DataAnnotations;

namespace Serverless.Storage;

/// <summary>Where an installation keeps what belongs to it: section <c>Storage</c> of the settings.</summary>
public sealed class StorageOptions
{
    /// <summary>
    /// Put before the name of every table and, with a hyphen, of every queue, so that several installations can share one storage account. Lower-case
    /// letters and digits, a letter first.
    /// </summary>
    [RegularExpression("^([a-z][a-z0-9]{0,29})?$", ErrorMessage = "Storage__Prefix must be up to 30 lower-case letters and digits, a letter first")]
    public string Prefix { get; set; } = "";
}
