using System.Runtime.CompilerServices;
using Azure.Data.Tables;

namespace Serverless.Storage.Exports;

/// <summary>Represents a table whose rows are exported or imported, whatever they contain.</summary>
public sealed class StoredTable
{
    private const int TransactionBytes = 2 * 1024 * 1024; // as text; the service accepts 4 MiB
    private const int AtOnce = 16;

    private readonly TableClient _table;

    private StoredTable(string name, TableClient table) => (Name, _table) = (name, table);

    /// <summary>Gets the name without the prefix.</summary>
    public string Name { get; }

    /// <summary>Gets the name in the storage account.</summary>
    public string FullName => _table.Name;

    /// <summary>Returns every existing table.</summary>
    public static IAsyncEnumerable<StoredTable> Existing(Tables tables, CancellationToken cancellation) =>
        tables.Stored(cancellation).Select(table => new StoredTable(table.Name, table.Table));

    /// <summary>Returns the tables that always exist.</summary>
    public static IReadOnlyList<StoredTable> Permanent(Tables tables) => [.. tables.All.Select(table => new StoredTable(tables.NameOf(table), table))];

    /// <summary>Returns the table of a name, existing or not; null if the app has no table of that name.</summary>
    public static StoredTable? Named(Tables tables, string name) => tables.Named(name) is { } table ? new(name, table) : null;

    /// <summary>Creates the table if it does not exist.</summary>
    public Task Create(CancellationToken cancellation) => _table.CreateIfNotExistsAsync(cancellation);

    /// <summary>Returns whether the table has no rows.</summary>
    public async Task<bool> IsEmpty(CancellationToken cancellation) => !await _table.QueryAsync<TableEntity>(maxPerPage: 1, cancellationToken: cancellation).AnyAsync(cancellation);

    /// <summary>Returns the rows in the order of their keys.</summary>
    /// <param name="last">The row to continue after; null to begin with the first row.</param>
    /// <param name="wholePartitions">Whether the rows of a partition must be of one moment. If so, reading continues with the first row of the partition.</param>
    /// <param name="cancellation">Cancels the requests.</param>
    public IAsyncEnumerable<ExportedRow> Read(ExportedRow? last, bool wholePartitions, CancellationToken cancellation)
    {
        var filter = (last, wholePartitions) switch
        {
            (null, _) => null,
            (_, true) => TableClient.CreateQueryFilter($"PartitionKey ge {last.PartitionKey}"),
            _ => TableClient.CreateQueryFilter($"PartitionKey gt {last.PartitionKey} or (PartitionKey eq {last.PartitionKey} and RowKey gt {last.RowKey})"),
        };
        return (wholePartitions ? Partitions(filter, cancellation) : _table.QueryAsync<TableEntity>(filter, cancellationToken: cancellation)).Select(entity => new ExportedRow(entity));
    }

    /// <summary>Writes rows, in transactions. Replaces existing rows.</summary>
    /// <param name="rows">The rows, each with its size in bytes as text.</param>
    /// <param name="cancellation">Cancels the writes between two transactions.</param>
    public Task Write(IEnumerable<(ExportedRow Row, int Bytes)> rows, CancellationToken cancellation) =>
        Parallel.ForEachAsync(
            rows.GroupBy(row => row.Row.PartitionKey).SelectMany(Transactions),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
            async (actions, stop) => await _table.SubmitTransactionAsync(actions, stop));

    /// <summary>Writes one row. Replaces an existing row.</summary>
    public Task Write(ExportedRow row, CancellationToken cancellation) => _table.UpsertEntityAsync(row.Entity, TableUpdateMode.Replace, cancellation);

    private static IEnumerable<List<TableTransactionAction>> Transactions(IEnumerable<(ExportedRow Row, int Bytes)> rows)
    {
        var (actions, bytes) = (new List<TableTransactionAction>(), 0);
        foreach (var (row, size) in rows)
        {
            if (actions.Count == TableExtensions.LargestTransaction || (actions.Count > 0 && bytes + size > TransactionBytes))
            {
                yield return actions;
                (actions, bytes) = ([], 0);
            }

            actions.Add(new(TableTransactionActionType.UpsertReplace, row.Entity));
            bytes += size;
        }

        yield return actions;
    }

    /// <summary>
    /// Returns all rows, each partition from one query: a partition that continues after the end of a page of results is read again completely.
    /// </summary>
    private async IAsyncEnumerable<TableEntity> Partitions(string? filter, [EnumeratorCancellation] CancellationToken cancellation)
    {
        string? read = null;
        await foreach (var page in _table.QueryAsync<TableEntity>(filter, cancellationToken: cancellation).AsPages().WithCancellation(cancellation))
        {
            var last = page.ContinuationToken is null ? null : page.Values.Count > 0 ? page.Values[^1].PartitionKey : null;
            foreach (var row in page.Values.Where(row => row.PartitionKey != read && row.PartitionKey != last))
            {
                yield return row;
            }

            if (last is not null && last != read)
            {
                read = last;
                await foreach (var row in _table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {last}"), cancellationToken: cancellation))
                {
                    yield return row;
                }
            }
        }
    }
}
