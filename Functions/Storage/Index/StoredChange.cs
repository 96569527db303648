using Azure.Data.Tables;

namespace Serverless.Storage.Index;

/// <summary>A change record with the key of its row. The whole row would take several times the memory, and each reader of lists holds all records.</summary>
/// <param name="Record">The record.</param>
/// <param name="Key">A row with nothing but the key, for a deletion.</param>
internal sealed record StoredChange(ChangeRecord Record, TableEntity Key)
{
    /// <summary>Parses a row.</summary>
    public static StoredChange From(TableEntity row) => new(ChangeRecord.From(row), new TableEntity(row.PartitionKey, row.RowKey));
}
