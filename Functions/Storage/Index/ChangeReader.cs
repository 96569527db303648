using Azure.Data.Tables;

namespace Serverless.Storage.Index;

/// <summary>Reads the change records: one query while there are few, one for each shard while there are many.</summary>
internal sealed class ChangeReader(TableClient table, ChangeWriter writer)
{
    /// <summary>The number of documents that are read at once.</summary>
    public const int ReadsAtOnce = 32;

    /// <summary>The number of records above which each shard is read by a query of its own.</summary>
    public const int Many = 500;

    private bool _areMany;

    /// <summary>Reads all records.</summary>
    public async Task<ChangeSet> Read(CancellationToken cancellation)
    {
        var end = RowRange.EndOf(ChangeRecord.Prefix);
        (string From, string To)[] ranges = _areMany
            ? [.. Enumerable.Range(0, ChangeRecord.Shards).Select(shard => (From(shard), shard + 1 < ChangeRecord.Shards ? From(shard + 1) : end))]
            : [(ChangeRecord.Prefix, end)];
        var parts = await Task.WhenAll(ranges.Select(range => Query(range.From, range.To, cancellation)));
        var set = ChangeSet.Of(IndexState.From(parts.Select(part => part.State).FirstOrDefault(state => state is not null)), [.. parts.SelectMany(part => part.Changes)], writer.IsCommitted);
        _areMany = set.Count > Many;
        return set;
    }

    private static string From(int shard) => $"{ChangeRecord.Prefix}{shard};";

    /// <returns>The row of the state, if it is in the range, and the records.</returns>
    private async Task<(TableEntity? State, List<StoredChange> Changes)> Query(string from, string to, CancellationToken cancellation)
    {
        var (state, changes) = (default(TableEntity), new List<StoredChange>());
        await foreach (var row in table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey ge {from} and PartitionKey lt {to}"), cancellationToken: cancellation))
        {
            if (row.PartitionKey == IndexState.Partition)
            {
                state = row;
            }
            else
            {
                changes.Add(StoredChange.From(row));
            }
        }

        return (state, changes);
    }
}
