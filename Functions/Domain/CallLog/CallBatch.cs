using Serverless.Storage;
using Serverless.Storage.Rows;

namespace Serverless.Domain.CallLog;

/// <summary>A batch of calls that is to be written: many calls in one row of the log.</summary>
public sealed class CallBatch
{
    private readonly byte[] _calls;

    private CallBatch(string key, CallRecord[] calls, byte[] packed)
    {
        foreach (ref readonly var call in calls.AsSpan())
        {
            Counts.Add(call);
        }

        (Key, Calls, LastBucket, _calls) = (key, calls.Length, Minutes.Floor(Minutes.Of(calls[^1].Started), Minutes.Bucket), packed);
    }

    /// <summary>Gets the row key.</summary>
    public string Key { get; }

    /// <summary>Gets the number of calls.</summary>
    public int Calls { get; }

    /// <summary>Gets the counts of the calls by minutes.</summary>
    public CallCounts Counts { get; } = new();

    /// <summary>Gets the time bucket in which the last of the calls started. The batch is never put into an earlier one.</summary>
    public long LastBucket { get; }

    /// <summary>Gets or sets the time bucket of the last attempt to write the batch; null before the first attempt.</summary>
    public long? Bucket { get; set; }

    /// <summary>Packs calls, into more than one batch if one cannot hold them.</summary>
    /// <param name="calls">The calls, at least one. The method sorts them.</param>
    /// <param name="nextKey">Returns a row key that no other batch of any instance has.</param>
    public static IEnumerable<CallBatch> Pack(CallRecord[] calls, Func<string> nextKey)
    {
        Array.Sort(calls, (left, right) => left.Started.CompareTo(right.Started));
        var packed = Blob.Compress(PackedCalls.Pack(calls));
        return packed.Length > Blob.Largest
            ? [.. Pack(calls[..(calls.Length / 2)], nextKey), .. Pack(calls[(calls.Length / 2)..], nextKey)]
            : [new CallBatch(nextKey(), calls, packed)];
    }

    /// <summary>Returns the row of the batch in a time bucket.</summary>
    public CallBatchRow ToRow(long bucket) => new() { Bucket = bucket, Key = Key, Counts = Counts.Pack(), Methods = [.. Counts.Methods], Calls = _calls };

    /// <summary>Returns the calls of a row that was read with them; none if a newer version packed them.</summary>
    internal static CallRecord[] CallsOf(CallBatchRow row)
    {
        try
        {
            return PackedCalls.Unpack(Blob.Decompress(row.Calls!));
        }
        catch (UnknownVersionException)
        {
            return [];
        }
    }

    /// <summary>Returns whether a row that was read with its calls was written before form 3 of the stored data.</summary>
    internal static bool MayHaveUserIds(CallBatchRow row) => PackedCalls.HaveUserIds(Blob.Decompress(row.Calls!));

    /// <summary>Replaces the user ids in a row that was written before form 3 of the stored data. The counts stay as they are.</summary>
    /// <param name="row">A row that was read with its calls.</param>
    /// <param name="pseudonyms">The pseudonyms of the users who exist. Calls of other users become those of an anonymous caller.</param>
    internal static CallBatchRow ReplaceUserIds(CallBatchRow row, IReadOnlyDictionary<long, long> pseudonyms)
    {
        var calls = Array.ConvertAll(CallsOf(row), call => call.HasUserId ? call with { Caller = pseudonyms.GetValueOrDefault(call.Caller), HasUserId = false } : call);
        return row with { Calls = Blob.Compress(PackedCalls.Pack(calls)) };
    }
}
