using Azure;

namespace Serverless.Storage.Rows;

/// <summary>Represents the version of a stored row. A write that is based on it fails if another call changed the row in the meantime.</summary>
public readonly record struct RowVersion
{
    internal RowVersion(ETag etag) => ETag = etag;

    /// <summary>Gets whether the row is in the table. A row that was not stored yet has the default version.</summary>
    public bool IsStored => ETag != default;

    internal ETag ETag { get; }
}
