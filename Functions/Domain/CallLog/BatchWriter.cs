using System.Globalization;
using Serverless.Storage;
using Serverless.Storage.Rows;

namespace Serverless.Domain.CallLog;

/// <summary>
/// Writes the batches of one instance, each together with the sum of the counts of the batches that the instance wrote into the time bucket. So the
/// statistics read the sums of all instances, and not all batches.
/// </summary>
/// <remarks>
/// <para>A batch belongs to the time bucket in which it is written, not to those in which its calls started. So a time bucket is complete soon after it
/// ends, however long calls ran: no batch is added to it later than <see cref="Grace"/>.</para>
/// <para>Batch and sum are one transaction, so each stored batch is in one sum. A sum is continued only if its last write is known to have succeeded.
/// After any other outcome the next batch begins another sum, which is another row.</para>
/// <para>Not thread-safe: an instance writes one batch after the other.</para>
/// </remarks>
/// <param name="rows">The rows of the log.</param>
/// <param name="time">The clock.</param>
/// <param name="instance">A name that no other writer has. A writer of the same name that writes the same calls again writes nothing. Null for a new name.</param>
public sealed class BatchWriter(CallBatchRows rows, TimeProvider time, string? instance = null)
{
    /// <summary>Minutes after the end of a time bucket in which a batch may still be added to it.</summary>
    public const int Grace = 4;

    // A column holds 64 KiB. A sum that becomes larger, because calls of many hours are written late, is continued by another one.
    private const int LargestSum = 48 * 1024;

    private readonly string _instance = instance ?? Ids.Random().ToString("x16", CultureInfo.InvariantCulture);
    private long _sequence;
    private CallSum? _sum;

    /// <summary>Returns the key of a new batch.</summary>
    public string NextKey() => CallBatchRow.NewKey(_instance, _sequence++);

    /// <summary>Writes a batch once: if an earlier attempt was applied, the repetition finds its row.</summary>
    public async Task Save(CallBatch batch, CancellationToken cancellation)
    {
        using var scope = StorageTransactions.OfCallLog();
        var minute = Minutes.Of(time.GetUtcNow());
        if (batch.Bucket is not { } bucket || minute >= bucket + Minutes.Bucket + Grace)
        {
            // The time bucket of an earlier attempt is about to be finalised. If that attempt reached storage, there is nothing left to do.
            if (batch.Bucket is { } tried && await rows.Exists(tried, batch.Key, cancellation))
            {
                return;
            }

            // A clock set back must not put a call before its start: readers search from its start onward.
            batch.Bucket = bucket = Math.Max(Minutes.Floor(minute, Minutes.Bucket), batch.LastBucket);
        }

        var sum = SumWith(batch, bucket);
        _sum = null; // until the outcome is known
        if (await rows.TryAdd(batch.ToRow(bucket), new() { Bucket = bucket, Key = sum.Key, Counts = sum.Packed }, cancellation))
        {
            _sum = sum;
        }
    }

    private CallSum SumWith(CallBatch batch, long bucket)
    {
        if (_sum is { } last && last.Bucket == bucket)
        {
            var counts = new CallCounts();
            counts.Add(last.Counts);
            counts.Add(batch.Counts);
            if (counts.Pack() is { Length: <= LargestSum } packed)
            {
                return new(bucket, last.Key, counts, packed);
            }
        }

        return new(bucket, CallSumRow.KeyOf(batch.Key), batch.Counts, batch.Counts.Pack());
    }

    private sealed record CallSum(long Bucket, string Key, CallCounts Counts, byte[] Packed);
}
