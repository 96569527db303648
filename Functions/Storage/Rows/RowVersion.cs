using Azure;
using Azure.Data.Tables;

namespace Serverless.Storage.Rows;

/// <summary>
/// Represents the stored row that a change is based on. A write fails if another call changed the row in the meantime. A replacement keeps the columns that
/// this version of the app does not know: a newer version that runs at the same time may have added them.
/// </summary>
public readonly record struct RowVersion
{
    private readonly TableEntity? _read;

    /// <summary>Initialises the version of a row that is only changed by merges, which keep all other columns, or that is derived from other rows.</summary>
    internal RowVersion(ETag etag) => ETag = etag;

    /// <summary>Initialises the version of a row that was read to be replaced.</summary>
    internal RowVersion(TableEntity read) => (ETag, _read) = (read.ETag, read);

    /// <summary>Gets whether the row is in the table. A row that was not stored yet has the default version.</summary>
    public bool IsStored => ETag != default;

    internal ETag ETag { get; }

    /// <summary>Returns the version of the row after a write that was based on this version.</summary>
    internal RowVersion After(TableEntity written) => _read is null ? new(written.ETag) : new(written);

    /// <summary>
    /// Returns an entity with the columns that were read, for a write that replaces the row. The row type must set or remove each of its columns, as
    /// <see cref="Columns.Set"/> does.
    /// </summary>
    /// <param name="partition">The partition of a new row.</param>
    /// <param name="row">The row key of a new row.</param>
    internal TableEntity Entity(string partition, string row)
    {
        var entity = _read is null ? new TableEntity(partition, row) : new TableEntity(_read);
        if (IsStored)
        {
            entity.ETag = ETag;
        }

        return entity;
    }

    /// <summary>Returns whether both are one version of a row. It does not matter by which read.</summary>
    public bool Equals(RowVersion other) => ETag == other.ETag;

    /// <inheritdoc/>
    public override int GetHashCode() => ETag.GetHashCode();
}
