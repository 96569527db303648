using System.Collections.Immutable;
using System.Globalization;
using Azure.Data.Tables;

namespace Serverless.Storage.Rows;

/// <summary>Represents the row of a batch of calls in the call log.</summary>
public sealed record CallBatchRow
{
    /// <summary>The column of the counts. A sum has it, too, so that a query for counts returns both.</summary>
    internal const string CountsColumn = "Counted";

    /// <summary>The column of the counts in rows of revision c2ef8d8. Neither these counts nor its calls have a version byte.</summary>
    internal const string UnversionedCountsColumn = "Counts";

    /// <summary>The prefix of the row key. Batches that were written before form 4 have none: their keys begin with a hexadecimal digit.</summary>
    internal const string KeyPrefix = "log;";

    private const string CallsColumn = nameof(Calls);
    private const string UnversionedCallsColumn = "Packed";
    private const string MethodPrefix = "Has";
    private const byte FirstVersion = 2; // the formats without a version byte are those of version 2

    /// <summary>Gets the time bucket in which the batch was written.</summary>
    public required long Bucket { get; init; }

    /// <summary>Gets the row key, which no other batch has.</summary>
    public required string Key { get; init; }

    /// <summary>Gets the packed counts of the calls by method and minute.</summary>
    public required byte[] Counts { get; init; }

    /// <summary>Gets the ids of the methods that were called; empty in a row that was read without its calls.</summary>
    public ImmutableArray<string> Methods { get; init; } = [];

    /// <summary>Gets the packed calls, compressed; null in a row that was read without its calls.</summary>
    public byte[]? Calls { get; init; }

    /// <summary>Gets the version that a replacement is based on.</summary>
    public RowVersion Version { get; init; }

    /// <summary>Returns the row key of a new batch.</summary>
    /// <param name="instance">A random name of the process.</param>
    /// <param name="sequence">The number of the batch in the process.</param>
    public static string NewKey(string instance, long sequence) => string.Create(CultureInfo.InvariantCulture, $"{KeyPrefix}{instance}-{sequence:D10}");

    /// <summary>
    /// Returns the name of the column that marks a batch with calls of a method. Column names consist of letters, digits and underscores. Method ids have
    /// no underscores, and no hyphen beside a slash, so the names are unique.
    /// </summary>
    internal static string MethodColumn(string method) =>
        MethodPrefix + method.Replace("/", "__", StringComparison.Ordinal).Replace('-', '_');

    internal TableEntity ToEntity()
    {
        var entity = new TableEntity(Minutes.BucketKey(Bucket), Key) { ETag = Version.ETag, [CountsColumn] = Counts };
        foreach (var method in Methods)
        {
            entity[MethodColumn(method)] = true;
        }

        if (Calls is not null)
        {
            Blob.Write(entity, CallsColumn, Calls);
        }

        return entity;
    }

    internal static CallBatchRow From(TableEntity entity) => new()
    {
        Bucket = Minutes.OfBucketKey(entity.PartitionKey),
        Key = entity.RowKey,
        Counts = entity.GetBinary(CountsColumn) ?? [FirstVersion, .. entity.GetBinary(UnversionedCountsColumn)],
        Methods = [.. entity.Keys.Where(column => column.StartsWith(MethodPrefix, StringComparison.Ordinal)).Select(Method)],
        Calls = CallsOf(entity),
        Version = new(entity.ETag),
    };

    private static byte[]? CallsOf(TableEntity entity)
    {
        if (Blob.Read(entity, CallsColumn) is { Length: > 0 } calls)
        {
            return calls;
        }

        return Blob.Read(entity, UnversionedCallsColumn) is { Length: > 0 } unversioned ? Blob.Compress([FirstVersion, .. Blob.Decompress(unversioned)]) : null;
    }

    /// <summary>Returns the method of a <see cref="MethodColumn"/>.</summary>
    private static string Method(string column) => column[MethodPrefix.Length..].Replace("__", "/", StringComparison.Ordinal).Replace('_', '-');
}
