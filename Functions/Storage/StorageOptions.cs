using System.ComponentModel.DataAnnotations;

namespace Serverless.Storage;

/// <summary>Where the tables are: section <c>Storage</c> of the settings.</summary>
public sealed class StorageOptions
{
    /// <summary>Put before every table name, so that several installations can share one storage account. Letters and digits, a letter first.</summary>
    [RegularExpression("^([A-Za-z][A-Za-z0-9]{0,30})?$", ErrorMessage = "Storage__TablePrefix must be up to 31 letters and digits, a letter first")]
    public string TablePrefix { get; set; } = "";
}
