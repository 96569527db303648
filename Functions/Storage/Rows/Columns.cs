using Azure.Data.Tables;

namespace Serverless.Storage.Rows;

/// <summary>Writes the columns of rows.</summary>
internal static class Columns
{
    /// <summary>The columns that identify a row.</summary>
    public static readonly string[] Keys = [nameof(TableEntity.PartitionKey), nameof(TableEntity.RowKey)];

    /// <summary>Sets a column. A null value removes it: rows are replaced as a whole, so a column that is not written is deleted.</summary>
    public static void Set(this TableEntity entity, string column, object? value)
    {
        if (value is null)
        {
            entity.Remove(column);
        }
        else
        {
            entity[column] = value;
        }
    }

    /// <summary>
    /// Returns an entity for a row. It contains the columns that were read, so that a replacement keeps columns that a newer version of the app added.
    /// </summary>
    /// <param name="read">The entity as read; null for a new row.</param>
    /// <param name="partition">The partition of a new row.</param>
    /// <param name="row">The row key of a new row.</param>
    /// <param name="version">The version that the write is based on.</param>
    public static TableEntity Entity(TableEntity? read, string partition, string row, RowVersion version)
    {
        var entity = read is null ? new TableEntity(partition, row) : new TableEntity(read);
        if (version.IsStored)
        {
            entity.ETag = version.ETag;
        }

        return entity;
    }
}
