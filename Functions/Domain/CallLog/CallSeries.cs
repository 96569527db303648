using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Options;
using Serverless.Storage;

namespace Serverless.Domain.CallLog;

/// <summary>
/// The stored statistics. Time buckets of the log that can no longer change are counted once and added to the series, with the ETag of the row
/// <c>cursor</c>, the watermark. Calls after the watermark are counted from the batches for each reader. Readers finalise first, so a timer that
/// does not run costs time and no numbers.
/// </summary>
/// <remarks>
/// After a crash either the whole transaction is stored, or the next run counts the same time buckets again. Of two concurrent runs the slower
/// one fails on the ETag and continues from the stored watermark. So does a run whose response was lost.
/// </remarks>
public sealed class CallSeries(Tables tables, CallPages pages, IOptions<CallLogOptions> options, TimeProvider time)
{
    /// <summary>The partition of the series of revision c2ef8d8.</summary>
    internal const string UnversionedPartition = "calls";

    /// <summary>
    /// The partition, which contains the version of the counts. The series is derived from the log, so each version of the product has its own. If there
    /// is none, it is built from the log.
    /// </summary>
    internal static readonly string Partition = $"{UnversionedPartition};{CallCounts.Version}";

    private const string CursorRow = "cursor";
    private const string LatestRow = "latest";
    private const string Taken = nameof(Taken);
    private const string Next = nameof(Next);
    private const string Counts = nameof(Counts);
    private const string DayPrefix = "day;";

    // The minutes that the latest statistics show, and some more for clocks that differ.
    private const int MinutesKept = 75;

    private static readonly TimeSpan LatestAge = TimeSpan.FromSeconds(10);

    private long _nextSeal;
    private long _knownCursor;
    private byte[] _written = [];

    /// <summary>Gets the first minute that is not yet too old to be shown: the start of a time bucket.</summary>
    public long Oldest => Minutes.Floor(Minutes.Of(time.GetUtcNow() - options.Value.Retention), Minutes.Bucket);

    /// <summary>
    /// Gets the time since the end of the newest finalised time bucket, as far as this instance knows: 10 to 20 minutes. It is longer only if nothing is
    /// finalised any more. Null before the first read.
    /// </summary>
    public TimeSpan? Age => Interlocked.Read(ref _knownCursor) is > 0 and var next ? time.GetUtcNow() - Minutes.Start(next) : null;

    /// <summary>Returns the calls of the last hour by minutes, at most ten seconds old. Every method that was ever called has an entry.</summary>
    /// <returns>The counts, and when they were computed.</returns>
    public async Task<(CallCounts Counts, DateTimeOffset Taken)> ReadLatest(CancellationToken cancellation)
    {
        using var scope = StorageTransactions.OfCallLog();
        var now = time.GetUtcNow();
        var written = await tables.CallLogStats.Find(Partition, LatestRow, cancellation);
        return written?.GetDateTimeOffset(Taken) is { } taken && taken <= now && now - taken < LatestAge
            ? (CountsOf(written), taken)
            : (await ComputeLatest(cancellation), now);
    }

    /// <summary>Stores the result of <see cref="ReadLatest"/>, if there was a call since.</summary>
    public async Task Refresh(CancellationToken cancellation)
    {
        using var scope = StorageTransactions.OfCallLog();
        var now = time.GetUtcNow();
        var packed = Blob.Compress((await ComputeLatest(cancellation)).Pack());
        if (packed.AsSpan().SequenceEqual(Volatile.Read(ref _written)))
        {
            return;
        }

        // Without an ETag: of two concurrent writes each is at most ten seconds old.
        var row = new TableEntity(Partition, LatestRow) { [Taken] = now };
        Blob.Write(row, Counts, packed);
        await tables.CallLogStats.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellation);
        Volatile.Write(ref _written, packed);
    }

    /// <summary>Returns all calls that are kept, by time buckets.</summary>
    public async Task<CallCounts> ReadHistory(CancellationToken cancellation)
    {
        using var scope = StorageTransactions.OfCallLog();
        await Finalise(cancellation);
        while (true)
        {
            var cursor = await FindCursor(cancellation);
            var counts = new CallCounts();
            if (cursor is not null)
            {
                var (first, end) = (DayKey(Oldest), DayKey(long.MaxValue));
                var days = tables.CallLogStats.QueryAsync<TableEntity>(
                    TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and RowKey ge {first} and RowKey lt {end}"), cancellationToken: cancellation);
                await foreach (var day in days)
                {
                    counts.Add(CountsOf(day), Minutes.Bucket, Oldest);
                }

                // Days and watermark are consistent only if nothing was finalised in between.
                if ((await FindCursor(cancellation))?.ETag != cursor.ETag)
                {
                    continue;
                }
            }

            counts.Add(await Unfinalised(cursor, cancellation), Minutes.Bucket, Oldest);
            return counts;
        }
    }

    /// <summary>Adds every time bucket that has become complete to the series. Costs nothing until the next one is complete.</summary>
    public async Task Finalise(CancellationToken cancellation)
    {
        using var scope = StorageTransactions.OfCallLog();
        while (true)
        {
            var boundary = Minutes.Floor(Minutes.Of(time.GetUtcNow()) - CallPages.FinaliseGrace, Minutes.Bucket);
            if (boundary <= Interlocked.Read(ref _nextSeal))
            {
                return;
            }

            var cursor = await FindCursor(cancellation);
            var first = cursor is null ? await FirstBucket(boundary, cancellation) : Math.Max(cursor.GetInt64(Next)!.Value, Oldest);
            if (first >= boundary)
            {
                Interlocked.Exchange(ref _nextSeal, boundary);
                return;
            }

            // One day at a time, after a long time without a run.
            await TryFinalise(cursor, first, Math.Min(boundary, first + Minutes.Day), cancellation);
        }
    }

    /// <summary>Deletes the tables of weeks, and the days of the series, that are completely too old.</summary>
    public async Task DropOld(CancellationToken cancellation)
    {
        using var scope = StorageTransactions.OfCallLog();
        await tables.DropCallLogsBefore(Oldest - Minutes.Week, cancellation);
        // Series of all versions: the days of another version become too old, too.
        var (from, to, first, end) = (UnversionedPartition, UnversionedPartition + "<", DayPrefix, DayKey(Oldest));
        var old = tables.CallLogStats.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey ge {from} and PartitionKey lt {to} and RowKey ge {first} and RowKey lt {end}"), select: ["PartitionKey", "RowKey"], cancellationToken: cancellation);
        await foreach (var day in old)
        {
            await tables.CallLogStats.DeleteEntityAsync(day.PartitionKey, day.RowKey, ETag.All, cancellation);
        }
    }

    private async Task TryFinalise(TableEntity? cursor, long first, long end, CancellationToken cancellation)
    {
        var finalisedNow = await Sum(pages.Headers(first, end, null, cancellation));
        var latest = new CallCounts();
        latest.Add(CountsOf(cursor), from: end - MinutesKept);
        latest.Add(finalisedNow, from: end - MinutesKept);
        var next = new TableEntity(Partition, CursorRow) { [Next] = end };
        Blob.Write(next, Counts, Blob.Compress(latest.Pack()));
        next.Stamp();
        var actions = new List<TableTransactionAction>
        {
            cursor is null ? new(TableTransactionActionType.Add, next) : new(TableTransactionActionType.UpdateReplace, next, cursor.ETag),
        };
        foreach (var day in finalisedNow.Days())
        {
            var total = CountsOf(await tables.CallLogStats.Find(Partition, DayKey(day), cancellation));
            total.Add(finalisedNow, Minutes.Bucket, day, day + Minutes.Day);
            var dayRow = new TableEntity(Partition, DayKey(day));
            Blob.Write(dayRow, Counts, Blob.Compress(total.Pack()));
            // Replaced without an ETag of its own: the ETag of the watermark protects the whole transaction.
            actions.Add(new(TableTransactionActionType.UpsertReplace, dayRow));
        }

        try
        {
            await tables.CallLogStats.SubmitTransactionAsync(actions, cancellation);
        }
        catch (TableTransactionFailedException failure) when (failure.Status is 404 or 409 or 412)
        {
            // Another run was faster, or this run's response was lost: the next round starts from the stored watermark.
        }
    }

    /// <summary>Returns where counting begins if nothing was counted yet: nothing is written before there is a call.</summary>
    private async Task<long> FirstBucket(long boundary, CancellationToken cancellation)
    {
        var first = Oldest;
        while (first < boundary && !await pages.Headers(first, Math.Min(Minutes.Floor(first, Minutes.Week) + Minutes.Week, boundary), null, cancellation).AnyAsync(cancellation))
        {
            first = Minutes.Floor(first, Minutes.Week) + Minutes.Week;
        }

        return Math.Min(first, boundary);
    }

    private async Task<CallCounts> ComputeLatest(CancellationToken cancellation)
    {
        await Finalise(cancellation);
        var cursor = await FindCursor(cancellation);
        var counts = CountsOf(cursor);
        counts.Add(await Unfinalised(cursor, cancellation));
        return counts;
    }

    private async Task<CallCounts> Unfinalised(TableEntity? cursor, CancellationToken cancellation)
    {
        var first = Math.Max(cursor?.GetInt64(Next) ?? 0, Oldest);
        // A batch can be in a time bucket later than now only if clocks differ.
        return await Sum(pages.Headers(first, Minutes.Of(time.GetUtcNow()) + Minutes.Day, null, cancellation));
    }

    private static async Task<CallCounts> Sum(IAsyncEnumerable<TableEntity> headers)
    {
        var sum = new CallCounts();
        await foreach (var header in headers)
        {
            sum.Add(CallPage.CountsOf(header));
        }

        return sum;
    }

    private async Task<TableEntity?> FindCursor(CancellationToken cancellation)
    {
        var cursor = await tables.CallLogStats.Find(Partition, CursorRow, cancellation);
        Interlocked.Exchange(ref _knownCursor, cursor?.GetInt64(Next) ?? 0);
        return cursor;
    }

    private static CallCounts CountsOf(TableEntity? row) => row is null ? new() : CallCounts.Unpack(Blob.Decompress(Blob.Read(row, Counts)));

    private static string DayKey(long minute) => minute == long.MaxValue ? "day<" : DayPrefix + Minutes.DayKey(Minutes.Floor(minute, Minutes.Day)); // '<' follows ';'
}
