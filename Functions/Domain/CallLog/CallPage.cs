using Azure.Data.Tables;
using Serverless.Storage;

namespace Serverless.Domain.CallLog;

/// <summary>Many calls in one row of the log.</summary>
public sealed class CallPage
{
    /// <summary>The columns of the counts of the page's calls, by minutes: ours and that of revision c2ef8d8, which had no version in it.</summary>
    internal static readonly string[] CountColumns = [Counts, UnversionedCounts];

    private const string Counts = "Counted";
    private const string Calls = nameof(Calls);
    private const string UnversionedCounts = "Counts";
    private const string UnversionedCalls = "Packed";

    private CallPage(TableEntity row, CallRecord[] calls) =>
        (Row, Rows, LastSlot) = (row, calls.Length, Minutes.Floor(Minutes.Of(calls[^1].Started), Minutes.Slot));

    /// <summary>The row; its partition is set when it is written.</summary>
    public TableEntity Row { get; }

    /// <summary>How many calls.</summary>
    public int Rows { get; }

    /// <summary>The slot in which the last of them started: the page is never put into an earlier one.</summary>
    public long LastSlot { get; }

    /// <summary>The slot that the page was put into, or was tried to; null before the first try.</summary>
    public long? Slot { get; private set; }

    /// <summary>Packs calls, into more than one page if one cannot hold them.</summary>
    /// <param name="calls">Not empty; ordered here.</param>
    /// <param name="nextKey">Makes row keys that no other page of any instance has.</param>
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

    /// <summary>Replaces the user ids in a page that was written before form 3 of the stored data. The counts stay as they are.</summary>
    /// <param name="row">A row with its calls.</param>
    /// <param name="pseudonyms">The pseudonyms of the users who exist. Calls of others become nobody's.</param>
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

    /// <summary>Puts the page into a slot.</summary>
    public void MoveTo(long slot)
    {
        Slot = slot;
        Row.PartitionKey = Minutes.SlotKey(slot);
    }

    /// <summary>
    /// The column that says that a page holds calls of a method. Columns are named with letters, digits and underscores; method ids have
    /// no underscores, and no hyphen beside a slash, so no two share a column.
    /// </summary>
    internal static string Column(string method) =>
        "Has" + method.Replace("/", "__", StringComparison.Ordinal).Replace('-', '_');

    /// <summary>Whether a row was read with its calls.</summary>
    internal static bool IsWhole(TableEntity row) => row.ContainsKey(Calls + "0") || row.ContainsKey(UnversionedCalls + "0");

    /// <summary>The calls of a row; none if a newer version packed them.</summary>
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

    /// <summary>The counts of a row; none if a newer version packed them: a part of the log that cannot be read must not fail a call.</summary>
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
