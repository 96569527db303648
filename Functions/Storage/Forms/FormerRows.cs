using Azure.Data.Tables;
using Serverless.Storage.Rows;

namespace Serverless.Storage.Forms;

/// <summary>Reads and deletes rows that only earlier forms of the stored data have, for migrations.</summary>
public sealed class FormerRows(Tables tables)
{
    /// <summary>Returns the ids of the users in the announcements of table Index. Revision c2ef8d8 wrote one before each change of a user.</summary>
    public IAsyncEnumerable<long> AnnouncedErasures(CancellationToken cancellation) => tables.Index
        .QueryAsync<TableEntity>(RowRange.InPartition("trees", "todo;", RowRange.EndOf("todo;")), select: Columns.Keys, cancellationToken: cancellation)
        .Select(entity => long.Parse(entity.RowKey.Split(';')[1], null));

    /// <summary>Deletes a partition of table CallLogStats.</summary>
    public async Task DeleteStatistics(string partition, CancellationToken cancellation)
    {
        var entities = await tables.CallLogStats
            .QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {partition}"), select: Columns.Keys, cancellationToken: cancellation)
            .ToListAsync(cancellation);
        await tables.CallLogStats.DeleteAll(entities, cancellation);
    }
}
