using Azure.Data.Tables;

namespace Serverless.Storage.Rows;

/// <summary>Writes the columns of rows.</summary>
internal static class Columns
{
    /// <summary>The columns that identify a row.</summary>
    public static readonly string[] Keys = [nameof(TableEntity.PartitionKey), nameof(TableEntity.RowKey)];

    /// <summary>Sets a column. A null value removes it, so that a replacement of the row deletes the column.</summary>
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
}
