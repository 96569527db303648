using Azure;
using Azure.Data.Tables;

namespace Serverless.Storage.Exports;

/// <summary>Stores how many lines of each table an import has stored, as rows of table Counters. They are deleted when the import is complete.</summary>
public sealed class ImportProgress(Tables tables)
{
    /// <summary>The partition of the rows.</summary>
    public const string Partition = "import";

    private const string Lines = nameof(Lines);

    /// <summary>Returns the numbers of lines by the names of the tables; empty if no import is in progress.</summary>
    public async Task<IReadOnlyDictionary<string, long>> Read(CancellationToken cancellation) =>
        await Rows(cancellation).ToDictionaryAsync(row => row.RowKey, row => row.GetInt64(Lines) ?? 0, cancellationToken: cancellation);

    /// <summary>Begins an import.</summary>
    public Task Begin(CancellationToken cancellation) =>
        tables.Counters.TryAdd(new TableEntity(Partition, nameof(Tables.Counters)) { [Lines] = 0L }, cancellation);

    /// <summary>Stores the number of lines of a table.</summary>
    public Task Write(string table, long lines, CancellationToken cancellation) =>
        tables.Counters.UpsertEntityAsync(new TableEntity(Partition, table) { [Lines] = lines }, TableUpdateMode.Replace, cancellation);

    /// <summary>Deletes the rows.</summary>
    public async Task End(CancellationToken cancellation)
    {
        await foreach (var row in Rows(cancellation))
        {
            await tables.Counters.DeleteEntityAsync(row.PartitionKey, row.RowKey, cancellationToken: cancellation);
        }
    }

    private AsyncPageable<TableEntity> Rows(CancellationToken cancellation) =>
        tables.Counters.QueryAsync<TableEntity>(row => row.PartitionKey == Partition, cancellationToken: cancellation);
}
