using Azure.Data.Tables;

namespace Serverless.Storage.Rows;

/// <summary>Reads and writes the announcements of revocations in table Counters.</summary>
public sealed class RevocationRows(Tables tables)
{
    private const int DeletionsAtOnce = 8;

    /// <summary>Writes an announcement into a time bucket. The key is random, so a repeated request after a lost response replaces the row with itself.</summary>
    internal Task Write(RevocationRow revocation, long bucket, CancellationToken cancellation) =>
        tables.Counters.UpsertEntityAsync(revocation.ToEntity(bucket, Ids.Random()), TableUpdateMode.Replace, cancellation);

    /// <summary>Returns the announcements in a range of partitions. Makes one request for each thousand rows.</summary>
    /// <param name="from">The first partition.</param>
    /// <param name="to">The first partition after the range.</param>
    /// <param name="cancellation">Cancels the requests.</param>
    internal async Task<List<RevocationRow>> Read(string from, string to, CancellationToken cancellation) => await tables.Counters
        .QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey ge {from} and PartitionKey lt {to}"), select: RevocationRow.Selected, cancellationToken: cancellation)
        .Select(RevocationRow.From)
        .ToListAsync(cancellation);

    /// <summary>Deletes old announcements. Makes one request, and one for each partition that has some.</summary>
    /// <param name="oldest">Returns the oldest time bucket to keep. It is asked again after each response, which corrects the clock.</param>
    /// <param name="cancellation">Cancels the deletion between two requests.</param>
    internal Task DeleteBefore(Func<long> oldest, CancellationToken cancellation)
    {
        var (first, end) = (RevocationBuckets.First, RevocationBuckets.From(oldest()));
        var pages = tables.Counters
            .QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey ge {first} and PartitionKey lt {end}"), select: Columns.Keys, cancellationToken: cancellation)
            .AsPages();
        return Parallel.ForEachAsync(
            pages,
            new ParallelOptions { MaxDegreeOfParallelism = DeletionsAtOnce, CancellationToken = cancellation },
            async (page, stop) => await tables.Counters.DeleteAll(page.Values.Where(entity => RevocationBuckets.OfKey(entity.PartitionKey) < oldest()), stop));
    }
}
