using Serverless.Settings;

namespace Serverless.Storage;

/// <summary>Where the tables are: section <c>Storage</c> of the settings.</summary>
public sealed class StorageOptions
{
    /// <summary>Put before every table name, so that several installations can share one storage account. Letters and digits, a letter first.</summary>
    [TablePrefix]
    public string TablePrefix { get; set; } = "";
}
