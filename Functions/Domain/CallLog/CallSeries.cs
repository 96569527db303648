using Microsoft.Extensions.Options;
using Serverless.Storage;
using Serverless.Storage.Rows;

namespace Serverless.Domain.CallLog;

/// <summary>
/// The stored statistics. Time buckets of the log that can no longer change are counted once and added to the series, with the version of the
/// watermark. Calls after the watermark are counted for each reader, from the sums that the instances write (<see cref="BatchWriter"/>). Readers
/// finalise first, so a timer that does not run costs time and no numbers.
/// </summary>
/// <remarks>
/// After a crash either the whole transaction is stored, or the next run counts the same time buckets again. Of two concurrent runs the slower
/// one fails on the version and continues from the stored watermark. So does a run whose response was lost.
/// </remarks>
public sealed class CallSeries(Tables tables, CallSeriesRows rows, CallCountRows log, IOptions<CallLogOptions> options, TimeProvider time)
{
    /// <summary>
    /// Minutes after the end of a time bucket until it counts as complete: <see cref="BatchWriter.Grace"/>, and clocks that differ by five minutes.
    /// </summary>
    public const int FinaliseGrace = 10;

    // The minutes that the latest statistics show, and some more for clocks that differ.
    private const int MinutesKept = 75;

    private static readonly TimeSpan LatestAge = TimeSpan.FromSeconds(10);

    private long _nextFinalise;
    private long _knownWatermark;
    private byte[] _written = [];

    /// <summary>Gets the first minute that is not yet too old to be shown: the start of a time bucket.</summary>
    public long Oldest => Minutes.Floor(Minutes.Of(time.GetUtcNow() - options.Value.Retention), Minutes.Bucket);

    /// <summary>
    /// Gets the time since the end of the newest finalised time bucket, as far as this instance knows: 10 to 20 minutes. It is longer only if nothing is
    /// finalised any more. Null before the first read.
    /// </summary>
    public TimeSpan? Age => Interlocked.Read(ref _knownWatermark) is > 0 and var next ? time.GetUtcNow() - Minutes.Start(next) : null;

    /// <summary>Returns the calls of the last hour by minutes, at most ten seconds old. Every method that was ever called has an entry.</summary>
    /// <returns>The counts, and when they were computed.</returns>
    public async Task<(CallCounts Counts, DateTimeOffset Taken)> ReadLatest(CancellationToken cancellation)
    {
        using var scope = StorageTransactions.OfCallLog();
        var now = time.GetUtcNow();
        return await rows.FindLatest(cancellation) is { } written && written.Taken <= now && now - written.Taken < LatestAge
            ? (CallCounts.Unpack(written.Counts), written.Taken)
            : (await ComputeLatest(cancellation), now);
    }

    /// <summary>Stores the result of <see cref="ReadLatest"/>, if there was a call since.</summary>
    public async Task Refresh(CancellationToken cancellation)
    {
        using var scope = StorageTransactions.OfCallLog();
        var now = time.GetUtcNow();
        var packed = (await ComputeLatest(cancellation)).Pack();
        if (packed.AsSpan().SequenceEqual(Volatile.Read(ref _written)))
        {
            return;
        }

        // Whatever is stored: of two concurrent writes each is at most ten seconds old.
        await rows.SaveLatest(new() { Taken = now, Counts = packed }, cancellation);
        Volatile.Write(ref _written, packed);
    }

    /// <summary>Returns the end of the time buckets in which there can be batches. Those later than now come from instances whose clock is fast.</summary>
    public static long EndOfBatches(DateTimeOffset now) => Minutes.Floor(Minutes.Of(now), Minutes.Bucket) + Minutes.Day;

    /// <summary>Returns all calls that are kept, by time buckets.</summary>
    public Task<CallCounts> ReadHistory(CancellationToken cancellation) => ReadHistory(0, long.MaxValue, cancellation);

    /// <summary>Returns the calls of a range of time that are kept, by time buckets. Reads only the days of the range.</summary>
    /// <param name="first">A minute of the first time bucket.</param>
    /// <param name="last">A minute of the last time bucket.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async Task<CallCounts> ReadHistory(long first, long last, CancellationToken cancellation)
    {
        using var scope = StorageTransactions.OfCallLog();
        await Finalise(cancellation);
        var from = Math.Max(Minutes.Floor(first, Minutes.Bucket), Oldest);
        var end = last < EndOfBatches(time.GetUtcNow()) ? Minutes.Floor(last, Minutes.Bucket) + Minutes.Bucket : EndOfBatches(time.GetUtcNow());
        while (true)
        {
            var watermark = await FindWatermark(cancellation);
            var counts = new CallCounts();
            if (watermark is not null)
            {
                await foreach (var day in rows.Days(from, end - 1, cancellation))
                {
                    counts.Add(CallCounts.Unpack(day.Counts), Minutes.Bucket, from, end);
                }

                // Days and watermark are consistent only if nothing was finalised in between.
                if ((await FindWatermark(cancellation))?.Version != watermark.Version)
                {
                    continue;
                }
            }

            counts.Add(await Unfinalised(watermark, cancellation), Minutes.Bucket, from, end);
            return counts;
        }
    }

    /// <summary>Adds every time bucket that has become complete to the series. Costs nothing until the next one is complete.</summary>
    public async Task Finalise(CancellationToken cancellation)
    {
        using var scope = StorageTransactions.OfCallLog();
        while (true)
        {
            var boundary = Minutes.Floor(Minutes.Of(time.GetUtcNow()) - FinaliseGrace, Minutes.Bucket);
            if (boundary <= Interlocked.Read(ref _nextFinalise))
            {
                return;
            }

            var watermark = await FindWatermark(cancellation);
            var first = watermark is null ? await FirstBucket(boundary, cancellation) : Math.Max(watermark.Next, Oldest);
            if (first >= boundary)
            {
                Interlocked.Exchange(ref _nextFinalise, boundary);
                return;
            }

            // One day at a time, after a long time without a run.
            await TryFinalise(watermark, first, Math.Min(boundary, first + Minutes.Day), cancellation);
        }
    }

    /// <summary>Deletes the tables of weeks, and the days of the series, that are completely too old.</summary>
    public async Task DropOld(CancellationToken cancellation)
    {
        using var scope = StorageTransactions.OfCallLog();
        await tables.DropCallLogsBefore(Oldest - Minutes.Week, cancellation);
        await rows.DeleteDaysBefore(Oldest, cancellation);
    }

    private async Task TryFinalise(CallWatermarkRow? watermark, long first, long end, CancellationToken cancellation)
    {
        var finalisedNow = Sum(await log.Read(first, end, cancellation));
        var latest = new CallCounts();
        latest.Add(CountsOf(watermark), from: end - MinutesKept);
        latest.Add(finalisedNow, from: end - MinutesKept);
        var days = new List<CallDayRow>();
        foreach (var day in finalisedNow.Days())
        {
            var total = await rows.FindDay(day, cancellation) is { } stored ? CallCounts.Unpack(stored.Counts) : new CallCounts();
            total.Add(finalisedNow, Minutes.Bucket, day, day + Minutes.Day);
            days.Add(new() { Day = day, Counts = total.Pack() });
        }

        // If it fails, another run was faster, or this run's response was lost: the next round starts from the stored watermark.
        await rows.TryAdvance(new() { Next = end, Counts = latest.Pack(), Version = watermark?.Version ?? default }, days, cancellation);
    }

    /// <summary>Returns where counting begins if nothing was counted yet: nothing is written before there is a call.</summary>
    private async Task<long> FirstBucket(long boundary, CancellationToken cancellation)
    {
        var first = Oldest;
        while (first < boundary && !await log.Any(first, Math.Min(Minutes.Floor(first, Minutes.Week) + Minutes.Week, boundary), cancellation))
        {
            first = Minutes.Floor(first, Minutes.Week) + Minutes.Week;
        }

        return Math.Min(first, boundary);
    }

    private async Task<CallCounts> ComputeLatest(CancellationToken cancellation)
    {
        await Finalise(cancellation);
        var watermark = await FindWatermark(cancellation);
        var counts = CountsOf(watermark);
        counts.Add(await Unfinalised(watermark, cancellation));
        return counts;
    }

    private async Task<CallCounts> Unfinalised(CallWatermarkRow? watermark, CancellationToken cancellation)
    {
        var next = Minutes.Floor(Minutes.Of(time.GetUtcNow()), Minutes.Bucket) + Minutes.Bucket;
        var now = log.Read(Math.Max(watermark?.Next ?? 0, Oldest), next, cancellation);
        // A batch can be in a time bucket later than now only if clocks differ.
        var later = log.Read(next, next + Minutes.Day, cancellation);
        return Sum([.. await now, .. await later]);
    }

    private static CallCounts Sum(IEnumerable<byte[]> all)
    {
        var sum = new CallCounts();
        foreach (var counts in all)
        {
            sum.Add(CallCounts.UnpackIfKnown(counts));
        }

        return sum;
    }

    private async Task<CallWatermarkRow?> FindWatermark(CancellationToken cancellation)
    {
        var watermark = await rows.FindWatermark(cancellation);
        Interlocked.Exchange(ref _knownWatermark, watermark?.Next ?? 0);
        return watermark;
    }

    private static CallCounts CountsOf(CallWatermarkRow? watermark) => watermark is null ? new() : CallCounts.Unpack(watermark.Counts);
}
