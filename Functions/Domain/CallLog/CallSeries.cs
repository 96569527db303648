using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Options;
using Serverless.Storage;

namespace Serverless.Domain.CallLog;

/// <summary>
/// The statistics in storage. Slots of the log that can no longer change are counted once and added to the series, under the ETag of the
/// row <c>cursor</c>, which says how far they go; whatever comes after it is counted from the pages whenever somebody asks. Readers seal
/// first, so a timer that does not come costs time and no numbers.
/// </summary>
/// <remarks>
/// The crash: either the whole transaction is stored, or the next run counts the same slots again. Of two runs at once the slower
/// one fails on the ETag and starts from the winner's cursor, and so does a run whose answer was lost.
/// </remarks>
public sealed class CallSeries(Tables tables, CallPages pages, IOptions<CallLogOptions> options, TimeProvider time)
{
    /// <summary>The partition of the series of revision c2ef8d8.</summary>
    internal const string UnversionedPartition = "calls";

    /// <summary>
    /// The partition. The version of the counts is part of it: the series follows from the log, so each version of the product keeps its own, and builds it
    /// from the log if there is none.
    /// </summary>
    internal static readonly string Partition = $"{UnversionedPartition};{CallCounts.Version}";

    private const string CursorRow = "cursor";
    private const string LatestRow = "latest";
    private const string Taken = nameof(Taken);
    private const string Next = nameof(Next);
    private const string Counts = nameof(Counts);
    private const string DayPrefix = "day;";

    // What the latest statistics show, and some minutes for clocks that differ.
    private const int MinutesKept = 75;

    private static readonly TimeSpan LatestAge = TimeSpan.FromSeconds(10);

    private long _nextSeal;
    private long _knownCursor;
    private byte[] _written = [];

    /// <summary>The first minute that is not yet too old to be shown: the start of a slot.</summary>
    public long Oldest => Minutes.Floor(Minutes.Of(time.GetUtcNow() - options.Value.Retention), Minutes.Slot);

    /// <summary>
    /// How long ago the newest slot that is counted ended, as far as this instance knows: 10 to 20 minutes, and more only if nothing is added any
    /// more. Null before it looked.
    /// </summary>
    public TimeSpan? Age => Interlocked.Read(ref _knownCursor) is > 0 and var next ? time.GetUtcNow() - Minutes.Start(next) : null;

    /// <summary>The calls of the last hour by minutes, as they were at most ten seconds ago. Every method that was ever called is known.</summary>
    /// <returns>The counts, and when they were taken.</returns>
    public async Task<(CallCounts Counts, DateTimeOffset Taken)> ReadLatest(CancellationToken cancellation)
    {
        using var scope = StorageTransactions.OfCallLog();
        var now = time.GetUtcNow();
        var written = await tables.CallLogStats.Find(Partition, LatestRow, cancellation);
        return written?.GetDateTimeOffset(Taken) is { } taken && taken <= now && now - taken < LatestAge
            ? (CountsOf(written), taken)
            : (await ComputeLatest(cancellation), now);
    }

    /// <summary>Writes down what <see cref="ReadLatest"/> reads, if there was a call since.</summary>
    public async Task Refresh(CancellationToken cancellation)
    {
        using var scope = StorageTransactions.OfCallLog();
        var now = time.GetUtcNow();
        var packed = Blob.Compress((await ComputeLatest(cancellation)).Pack());
        if (packed.AsSpan().SequenceEqual(Volatile.Read(ref _written)))
        {
            return;
        }

        // No ETag: of two at once either is at most ten seconds old.
        var row = new TableEntity(Partition, LatestRow) { [Taken] = now };
        Blob.Write(row, Counts, packed);
        await tables.CallLogStats.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellation);
        Volatile.Write(ref _written, packed);
    }

    /// <summary>All calls that are kept, by slots.</summary>
    public async Task<CallCounts> ReadHistory(CancellationToken cancellation)
    {
        using var scope = StorageTransactions.OfCallLog();
        await Seal(cancellation);
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
                    counts.Add(CountsOf(day), Minutes.Slot, Oldest);
                }

                // Days and cursor belong together only if nothing was sealed in between.
                if ((await FindCursor(cancellation))?.ETag != cursor.ETag)
                {
                    continue;
                }
            }

            counts.Add(await Unsealed(cursor, cancellation), Minutes.Slot, Oldest);
            return counts;
        }
    }

    /// <summary>Adds to the series every slot that has become complete. Costs nothing until the next one does.</summary>
    public async Task Seal(CancellationToken cancellation)
    {
        using var scope = StorageTransactions.OfCallLog();
        while (true)
        {
            var boundary = Minutes.Floor(Minutes.Of(time.GetUtcNow()) - CallPages.SealGrace, Minutes.Slot);
            if (boundary <= Interlocked.Read(ref _nextSeal))
            {
                return;
            }

            var cursor = await FindCursor(cancellation);
            var first = cursor is null ? await FirstSlot(boundary, cancellation) : Math.Max(cursor.GetInt64(Next)!.Value, Oldest);
            if (first >= boundary)
            {
                Interlocked.Exchange(ref _nextSeal, boundary);
                return;
            }

            // After a long absence a day at a time.
            await TrySeal(cursor, first, Math.Min(boundary, first + Minutes.Day), cancellation);
        }
    }

    /// <summary>Deletes the tables of weeks, and the days of the series, that are too old altogether.</summary>
    public async Task DropOld(CancellationToken cancellation)
    {
        using var scope = StorageTransactions.OfCallLog();
        await tables.DropCallLogsBefore(Oldest - Minutes.Week, cancellation);
        // Of every version: another one's series grows old, too.
        var (from, to, first, end) = (UnversionedPartition, UnversionedPartition + "<", DayPrefix, DayKey(Oldest));
        var old = tables.CallLogStats.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey ge {from} and PartitionKey lt {to} and RowKey ge {first} and RowKey lt {end}"), select: ["PartitionKey", "RowKey"], cancellationToken: cancellation);
        await foreach (var day in old)
        {
            await tables.CallLogStats.DeleteEntityAsync(day.PartitionKey, day.RowKey, ETag.All, cancellation);
        }
    }

    private async Task TrySeal(TableEntity? cursor, long first, long end, CancellationToken cancellation)
    {
        var sealedNow = await Sum(pages.Headers(first, end, null, cancellation));
        var latest = new CallCounts();
        latest.Add(CountsOf(cursor), from: end - MinutesKept);
        latest.Add(sealedNow, from: end - MinutesKept);
        var next = new TableEntity(Partition, CursorRow) { [Next] = end };
        Blob.Write(next, Counts, Blob.Compress(latest.Pack()));
        next.Stamp();
        var actions = new List<TableTransactionAction>
        {
            cursor is null ? new(TableTransactionActionType.Add, next) : new(TableTransactionActionType.UpdateReplace, next, cursor.ETag),
        };
        foreach (var day in sealedNow.Days())
        {
            var total = CountsOf(await tables.CallLogStats.Find(Partition, DayKey(day), cancellation));
            total.Add(sealedNow, Minutes.Slot, day, day + Minutes.Day);
            var dayRow = new TableEntity(Partition, DayKey(day));
            Blob.Write(dayRow, Counts, Blob.Compress(total.Pack()));
            // Replaced without an ETag of its own: the cursor's decides for all.
            actions.Add(new(TableTransactionActionType.UpsertReplace, dayRow));
        }

        try
        {
            await tables.CallLogStats.SubmitTransactionAsync(actions, cancellation);
        }
        catch (TableTransactionFailedException failure) when (failure.Status is 404 or 409 or 412)
        {
            // Another run was faster, or this one's answer was lost: the stored cursor knows.
        }
    }

    /// <summary>Where counting begins if nothing was counted yet: nothing is written before there is a call.</summary>
    private async Task<long> FirstSlot(long boundary, CancellationToken cancellation)
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
        await Seal(cancellation);
        var cursor = await FindCursor(cancellation);
        var counts = CountsOf(cursor);
        counts.Add(await Unsealed(cursor, cancellation));
        return counts;
    }

    private async Task<CallCounts> Unsealed(TableEntity? cursor, CancellationToken cancellation)
    {
        var first = Math.Max(cursor?.GetInt64(Next) ?? 0, Oldest);
        // A page can lie in a later slot than now only if clocks differ.
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
