using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using Serverless.Storage;

namespace Serverless.Domain.CallLog;

/// <summary>
/// The rows of the log. A batch belongs to the time bucket in which it was written, not to those in which its calls started. So a time bucket is
/// complete soon after it ends, however long calls ran: no batch is added to it later than <see cref="WriteGrace"/>.
/// </summary>
public sealed class CallPages(Tables tables, TimeProvider time)
{
    /// <summary>Minutes after the end of a time bucket in which a batch may still be added to it.</summary>
    public const int WriteGrace = 4;

    /// <summary>
    /// Minutes after the end of a time bucket until it counts as complete: <see cref="WriteGrace"/>, and clocks that differ by five minutes.
    /// </summary>
    public const int FinaliseGrace = 10;

    private static readonly string[] HeaderColumns = ["PartitionKey", "RowKey", .. CallPage.CountColumns];

    /// <summary>Writes a batch once: if an earlier attempt was applied, the repetition finds its row.</summary>
    public async Task Save(CallPage page, CancellationToken cancellation)
    {
        using var scope = StorageTransactions.OfCallLog();
        var minute = Minutes.Of(time.GetUtcNow());
        if (page.Bucket is not { } bucket || minute >= bucket + Minutes.Bucket + WriteGrace)
        {
            // The time bucket of an earlier attempt is about to be finalised. If that attempt reached storage, there is nothing left to do.
            if (page.Bucket is { } tried && await Exists(tried, page.Row, cancellation))
            {
                return;
            }

            // A clock set back must not put a call before its start: readers search from its start onward.
            page.MoveTo(Math.Max(Minutes.Floor(minute, Minutes.Bucket), page.LastBucket));
        }

        var table = tables.CallLog(page.Bucket!.Value);
        try
        {
            await table.AddEntityAsync(page.Row, cancellation);
        }
        catch (RequestFailedException failure) when (failure.ErrorCode == "TableNotFound")
        {
            await table.CreateIfNotExistsAsync(cancellation);
            await Save(page, cancellation);
        }
        catch (RequestFailedException failure) when (failure.ErrorCode == "EntityAlreadyExists")
        {
            // The key belongs to this batch: an earlier attempt was applied and its response lost.
        }
    }

    /// <summary>Returns keys and counts of the batches in a range of time buckets, in the order of their keys.</summary>
    /// <param name="first">The first time bucket.</param>
    /// <param name="end">The first time bucket after the range.</param>
    /// <param name="method">Only batches that hold calls of this method; null for all.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public IAsyncEnumerable<TableEntity> Headers(long first, long end, string? method, CancellationToken cancellation) =>
        Query(first, end, method, HeaderColumns, cancellation);

    /// <summary>Returns the batches in a range of time buckets with their calls, in the order of their keys.</summary>
    /// <inheritdoc cref="Headers"/>
    public IAsyncEnumerable<TableEntity> Rows(long first, long end, string? method, CancellationToken cancellation) =>
        Query(first, end, method, null, cancellation);

    /// <summary>Returns the calls of a batch.</summary>
    public async Task<CallRecord[]> Calls(TableEntity row, long bucket, CancellationToken cancellation) =>
        CallPage.Unpack(CallPage.IsWhole(row) ? row : await tables.CallLog(bucket).GetEntityAsync<TableEntity>(row.PartitionKey, row.RowKey, cancellationToken: cancellation));

    private async IAsyncEnumerable<TableEntity> Query(
        long first, long end, string? method, string[]? columns, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey ge {Minutes.BucketKey(first)} and PartitionKey lt {Minutes.BucketKey(end)}");
        if (method is not null)
        {
            filter += $" and {CallPage.Column(method)} eq true";
        }

        for (var week = Minutes.Floor(first, Minutes.Week); week < end; week += Minutes.Week)
        {
            await using var rows = tables.CallLog(week).QueryAsync<TableEntity>(filter, select: columns, cancellationToken: cancellation).GetAsyncEnumerator(cancellation);
            while (await Next(rows))
            {
                yield return rows.Current;
            }
        }

        static async Task<bool> Next(IAsyncEnumerator<TableEntity> rows)
        {
            try
            {
                return await rows.MoveNextAsync();
            }
            catch (RequestFailedException failure) when (failure.ErrorCode == "TableNotFound")
            {
                return false; // a week without calls has no table
            }
        }
    }

    private async Task<bool> Exists(long bucket, TableEntity row, CancellationToken cancellation)
    {
        try
        {
            return await tables.CallLog(bucket).Find(Minutes.BucketKey(bucket), row.RowKey, cancellation) is not null;
        }
        catch (RequestFailedException failure) when (failure.ErrorCode == "TableNotFound")
        {
            return false;
        }
    }
}
