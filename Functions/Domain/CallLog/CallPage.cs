using Azure.Data.Tables;
using Serverless.Storage;

namespace Serverless.Domain.CallLog;

/// <summary>A batch of calls: many calls in one row of the log.</summary>
public sealed class CallPage
{
    /// <summary>The columns of the batch's counts by minutes: the current one, and that of revision c2ef8d8, whose format has no version.</summary>
    internal static readonly string[] CountColumns = [Counts, UnversionedCounts];

    private const string Counts = "Counted";
    private const string Calls = nameof(Calls);
    private const string UnversionedCounts = "Counts";
    private const string UnversionedCalls = "Packed";

    private CallPage(TableEntity row, CallRecord[] calls) =>
        (Row, Rows, LastBucket) = (row, calls.Length, Minutes.Floor(Minutes.Of(calls[^1].Started), Minutes.Bucket));

    /// <summary>Gets the row; its partition is set when it is written.</summary>
    public TableEntity Row { get; }

    /// <summary>Gets the number of calls.</summary>
    public int Rows { get; }

    /// <summary>Gets the time bucket in which the last of the calls started. The batch is never put into an earlier one.</summary>
    public long LastBucket { get; }

    /// <summary>Gets the time bucket of the last attempt to write the batch; null before the first attempt.</summary>
    public long? Bucket { get; private set; }

    /// <summary>Packs calls, into more than one batch if one cannot hold them.</summary>
    /// <param name="calls">The calls, at least one. The method sorts them.</param>
    /// <param name="nextKey">Returns a row key that no other batch of any instance has.</param>
    public static IEnumerable<CallPage> Pack(CallRecord[] calls, Func<string> nextKey)
    {
        Array.Sort(calls, (left, right) => left.Started.CompareTo(right.Started));
        var bytes = Blob.Compress(PackedCalls.Pack(calls));
        if (bytes.Length > Blob.Largest)
        {
            return [.. Pack(calls[..(calls.Length / 2)], nextKey), .. Pack(calls[(calls.Length / 2)..], nextKey)];
        }

        var counts = new CallCounts();
        foreach (ref readonly var call in calls.AsSpan())
        {
            counts.Add(call);
        }

        var row = new TableEntity { RowKey = nextKey(), [Counts] = counts.Pack() };
        foreach (var method in counts.Methods)
        {
            row[Column(method)] = true;
        }

        Blob.Write(row, Calls, bytes);
        return [new CallPage(row, calls)];
    }

    /// <summary>Replaces the user ids in a batch that was written before form 3 of the stored data. The counts stay as they are.</summary>
    /// <param name="row">A row with its calls.</param>
    /// <param name="pseudonyms">The pseudonyms of the users who exist. Calls of other users become those of an anonymous caller.</param>
    internal static void ReplaceUserIds(TableEntity row, IReadOnlyDictionary<long, long> pseudonyms)
    {
        var calls = Array.ConvertAll(Unpack(row), call => call.HasUserId ? call with { Caller = pseudonyms.GetValueOrDefault(call.Caller), HasUserId = false } : call);
        foreach (var column in row.Keys.Where(column => column.StartsWith(Calls, StringComparison.Ordinal) || column.StartsWith(UnversionedCalls, StringComparison.Ordinal)).ToList())
        {
            row.Remove(column);
        }

        Blob.Write(row, Calls, Blob.Compress(PackedCalls.Pack(calls)));
    }

    /// <summary>Returns whether a row with its calls was written before form 3 of the stored data.</summary>
    internal static bool MayHaveUserIds(TableEntity row) => row.ContainsKey(UnversionedCalls + "0") || PackedCalls.HaveUserIds(Blob.Decompress(Blob.Read(row, Calls)));

    /// <summary>Puts the batch into a time bucket.</summary>
    public void MoveTo(long bucket)
    {
        Bucket = bucket;
        Row.PartitionKey = Minutes.BucketKey(bucket);
    }

    /// <summary>
    /// Returns the name of the column that marks a batch with calls of a method. Column names consist of letters, digits and underscores. Method ids have
    /// no underscores, and no hyphen beside a slash, so the names are unique.
    /// </summary>
    internal static string Column(string method) =>
        "Has" + method.Replace("/", "__", StringComparison.Ordinal).Replace('-', '_');

    /// <summary>Returns whether a row was read with its calls.</summary>
    internal static bool IsWhole(TableEntity row) => row.ContainsKey(Calls + "0") || row.ContainsKey(UnversionedCalls + "0");

    /// <summary>Returns the calls of a row; none if a newer version packed them.</summary>
    internal static CallRecord[] Unpack(TableEntity row)
    {
        try
        {
            return row.ContainsKey(UnversionedCalls + "0")
                ? PackedCalls.UnpackUnversioned(Blob.Decompress(Blob.Read(row, UnversionedCalls)))
                : PackedCalls.Unpack(Blob.Decompress(Blob.Read(row, Calls)));
        }
        catch (UnknownVersionException)
        {
            return [];
        }
    }

    /// <summary>
    /// Returns the counts of a row; none if a newer version packed them. An unreadable part of the log must not make a call fail.
    /// </summary>
    internal static CallCounts CountsOf(TableEntity row)
    {
        try
        {
            return row.GetBinary(Counts) is { } counts ? CallCounts.Unpack(counts) : CallCounts.UnpackUnversioned(row.GetBinary(UnversionedCounts));
        }
        catch (UnknownVersionException)
        {
            return new();
        }
    }
}
