using Azure;
using Azure.Data.Tables;

namespace Serverless.Storage.Rows;

/// <summary>Reads the counts of the call log: the sums, and the batches that an earlier version wrote without one.</summary>
/// <remarks>
/// The keys of these rows precede those of all other rows of their time bucket. So a query for one time bucket reads a range of keys, and passes over no
/// batch, however many there are.
/// </remarks>
public sealed class CallCountRows(Tables tables)
{
    // A longer range is read by one query, which passes over the batches.
    private const int MostQueries = 4;

    private static readonly string[] Columns =
        [nameof(TableEntity.PartitionKey), nameof(TableEntity.RowKey), CallBatchRow.CountsColumn, CallBatchRow.UnversionedCountsColumn];

    private static readonly string Counted = TableClient.CreateQueryFilter($"RowKey lt {CallBatchRow.KeyPrefix}");

    /// <summary>Returns packed counts that together contain each call once. Makes one request for each time bucket, all at once, or one for a long range.</summary>
    /// <param name="first">The first time bucket.</param>
    /// <param name="end">The first time bucket after the range.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async Task<IReadOnlyList<byte[]>> Read(long first, long end, CancellationToken cancellation)
    {
        if (end - first > MostQueries * Minutes.Bucket)
        {
            return await Range(first, end, cancellation).ToListAsync(cancellation);
        }

        var buckets = new List<Task<List<byte[]>>>();
        for (var bucket = first; bucket < end; bucket += Minutes.Bucket)
        {
            buckets.Add(Range(bucket, bucket + Minutes.Bucket, cancellation).ToListAsync(cancellation).AsTask());
        }

        return [.. (await Task.WhenAll(buckets)).SelectMany(counts => counts)];
    }

    /// <summary>Replaces a sum that belongs to no batch. Creates the table of the week if there is none.</summary>
    public async Task Save(CallSumRow sum, CancellationToken cancellation)
    {
        var week = tables.CallLog(sum.Bucket);
        try
        {
            await week.UpsertEntityAsync(sum.ToEntity(), TableUpdateMode.Replace, cancellation);
        }
        catch (RequestFailedException failure) when (failure.ErrorCode == "TableNotFound")
        {
            await week.CreateIfNotExistsAsync(cancellation);
            await week.UpsertEntityAsync(sum.ToEntity(), TableUpdateMode.Replace, cancellation);
        }
    }

    /// <summary>Returns a sum; null if there is none.</summary>
    public async Task<CallSumRow?> Find(long bucket, string key, CancellationToken cancellation)
    {
        try
        {
            return await tables.CallLog(bucket).Find(Minutes.BucketKey(bucket), key, cancellation) is { } entity ? CallSumRow.From(entity) : null;
        }
        catch (RequestFailedException failure) when (failure.ErrorCode == "TableNotFound")
        {
            return null;
        }
    }

    /// <summary>Returns whether there are any calls in a range of time buckets.</summary>
    public async Task<bool> Any(long first, long end, CancellationToken cancellation) => await Range(first, end, cancellation).AnyAsync(cancellation);

    private IAsyncEnumerable<byte[]> Range(long first, long end, CancellationToken cancellation) =>
        tables.OfCallLog(first, end, Counted, Columns, cancellation).Select(CountsOf).Where(counts => counts.Length > 0);

    /// <summary>Returns the counts of a row; none if a newer version packed them. An unreadable part of the log must not make a call fail.</summary>
    private static byte[] CountsOf(TableEntity entity)
    {
        try
        {
            return CallSumRow.IsKey(entity.RowKey) ? CallSumRow.From(entity).Counts : CallBatchRow.From(entity).Counts;
        }
        catch (UnknownVersionException)
        {
            return [];
        }
    }
}
