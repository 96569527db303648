using System.Globalization;
using Azure.Data.Tables;

namespace Serverless.Storage.Rows;

/// <summary>
/// Represents the sum of the counts of several batches that an instance wrote into a time bucket. It is written in the transaction that adds a batch, so
/// each batch is in one sum. Another sum of the instance has the events that it counted.
/// </summary>
public sealed record CallSumRow
{
    /// <summary>The prefix of the row key. Together with <see cref="CallBatchRow.KeyPrefix"/> it makes each row that has to be counted precede the others.</summary>
    internal const string KeyPrefix = "count;";

    /// <summary>The first key after all sums. ';' is followed by '&lt;'.</summary>
    internal const string KeyEnd = "count<";

    // Not a version of counts, so that form 3 of the stored data, which counts each batch, skips a sum.
    private const byte FormatVersion = 128;

    /// <summary>Gets the time bucket of the batches.</summary>
    public required long Bucket { get; init; }

    /// <summary>Gets the row key, which no other sum of the time bucket has.</summary>
    public required string Key { get; init; }

    /// <summary>Gets the packed counts of the calls by method and minute.</summary>
    public required byte[] Counts { get; init; }

    /// <summary>Returns the row key of a sum that begins with a batch.</summary>
    public static string KeyOf(string batch) => KeyPrefix + batch[CallBatchRow.KeyPrefix.Length..];

    /// <summary>Returns the row key of a sum of events.</summary>
    /// <param name="instance">A random name of the process.</param>
    /// <param name="sequence">The number of the sum in the process.</param>
    public static string KeyOfEvents(string instance, long sequence) => string.Create(CultureInfo.InvariantCulture, $"{KeyPrefix}{instance}-event-{sequence:D10}");

    internal static bool IsKey(string key) => key.StartsWith(KeyPrefix, StringComparison.Ordinal);

    internal TableEntity ToEntity() => new(Minutes.BucketKey(Bucket), Key) { [CallBatchRow.CountsColumn] = (byte[])[FormatVersion, .. Blob.Compress(Counts)] };

    /// <exception cref="UnknownVersionException">Another version of this product wrote the sum.</exception>
    internal static CallSumRow From(TableEntity entity)
    {
        var packed = entity.GetBinary(CallBatchRow.CountsColumn);
        PackedVersion.Require(packed[0], FormatVersion, "Sums of calls");
        return new() { Bucket = Minutes.OfBucketKey(entity.PartitionKey), Key = entity.RowKey, Counts = Blob.Decompress(packed[1..]) };
    }
}
