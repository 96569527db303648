using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Serverless.Accounts;
using Serverless.Accounts.Index;
using Serverless.Storage;

namespace Serverless.Operator;

/// <summary>Makes the list of users and what searches read anew from the users themselves: after a change of its form, or if it should ever be wrong.</summary>
/// <remarks>Nobody may change users meanwhile: what is written while rows are deleted could be half of something. Run again, it begins anew.</remarks>
public sealed class RebuildIndex(Tables tables, UserIndex index)
{
    private const int TransactionSize = 100;
    private const int AtOnce = 8;

    /// <summary>Does it.</summary>
    public async Task Run(CancellationToken cancellation)
    {
        foreach (var table in new[] { tables.Accounts, tables.Index })
        {
            await table.CreateIfNotExistsAsync(cancellation);
        }

        await Clear(cancellation);
        var count = 0;
        await Parallel.ForEachAsync(
            tables.Accounts.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"RowKey ge {UserRow.KeyPrefix} and RowKey lt {UserRow.KeyEnd}"), select: [nameof(TableEntity.PartitionKey)], cancellationToken: cancellation),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
            async (user, stop) =>
            {
                await index.Update(long.Parse(user.PartitionKey, CultureInfo.InvariantCulture), stop);
                if (Interlocked.Increment(ref count) % 1_000 == 0)
                {
                    Console.WriteLine($"{count} users so far");
                }
            });
        Console.WriteLine($"The index was made anew: {count} users, root among them, whom it leaves out.");
    }

    private async Task Clear(CancellationToken cancellation)
    {
        var rows = tables.Index.QueryAsync<TableEntity>(select: [nameof(TableEntity.PartitionKey), nameof(TableEntity.RowKey)], cancellationToken: cancellation);
        await foreach (var page in rows.AsPages().WithCancellation(cancellation))
        {
            foreach (var chunk in page.Values.GroupBy(row => row.PartitionKey).SelectMany(partition => partition.Chunk(TransactionSize)))
            {
                await tables.Index.SubmitTransactionAsync(chunk.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row, ETag.All)), cancellation);
            }
        }
    }
}
