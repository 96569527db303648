using System.Collections.Immutable;
using System.Globalization;
using Azure.Data.Tables;

namespace Serverless.Storage.Index;

/// <summary>One change of one document, recorded before the document is written.</summary>
/// <param name="Document">The document. Its keys are ordered as text.</param>
/// <param name="Stamp">The time of the change: unique for the document, greater than the stamp of any change before it.</param>
/// <param name="Previous">The stamp of the change on which this one is based; 0 for the first.</param>
/// <param name="Before">The document's state before; null if it was not indexed.</param>
/// <param name="After">The document's state after; null if it is not to be indexed.</param>
/// <param name="Instance">The process that wrote the record.</param>
/// <param name="Sequence">The number of the record in its process.</param>
/// <param name="Open">
/// The earlier records of the process whose results were not known then. All other earlier records are known to be committed or withdrawn.
/// </param>
internal sealed record ChangeRecord(
    string Document, long Stamp, long Previous, byte[]? Before, byte[]? After, string Instance, long Sequence, ImmutableHashSet<long> Open)
{
    /// <summary>The prefix of the partition keys.</summary>
    public const string Prefix = "changes;";

    /// <summary>The number of shards. Writers of different shards use different partitions.</summary>
    public const int Shards = 4;

    private const string State = "State";

    /// <summary>Gets the time bucket.</summary>
    public long Bucket => TimeBuckets.Of(Stamp);

    /// <summary>Returns the partition of a time bucket and shard. The shard comes first, so that all partitions of a shard are one range of keys.</summary>
    public static string Partition(int shard, long bucket) => $"{Prefix}{shard};{TimeBuckets.Key(bucket)}";

    /// <summary>Returns the row to be inserted.</summary>
    public TableEntity ToRow(int shard)
    {
        var row = new TableEntity(Partition(shard, Bucket), $"{Document};{Ids.Random():x16}")
        {
            [nameof(Stamp)] = Stamp,
            [nameof(Previous)] = Previous,
            [nameof(Instance)] = Instance,
            [nameof(Sequence)] = Sequence,
        };
        if (Open.Count > 0)
        {
            row[nameof(Open)] = string.Join(',', Open.Select(number => number.ToString(CultureInfo.InvariantCulture)));
        }

        AddIfPresent(row, State + nameof(Before), Before);
        AddIfPresent(row, State + nameof(After), After);
        return row;
    }

    /// <summary>Parses a row.</summary>
    public static ChangeRecord From(TableEntity row) => new(
        row.RowKey[..row.RowKey.LastIndexOf(';')],
        row.GetInt64(nameof(Stamp)) ?? 0,
        row.GetInt64(nameof(Previous)) ?? 0,
        row.GetBinary(State + nameof(Before)),
        row.GetBinary(State + nameof(After)),
        row.GetString(nameof(Instance)) ?? "",
        row.GetInt64(nameof(Sequence)) ?? 0,
        row.GetString(nameof(Open)) is { Length: > 0 } open ? [.. open.Split(',').Select(number => long.Parse(number, CultureInfo.InvariantCulture))] : []);

    /// <summary>Replaces the states in a row, for a migration.</summary>
    public static void ReplaceStates(TableEntity row, Func<byte[], byte[]> replace)
    {
        foreach (var column in (string[])[State + nameof(Before), State + nameof(After)])
        {
            if (row.GetBinary(column) is { } state)
            {
                row[column] = replace(state);
            }
        }
    }

    private static void AddIfPresent(TableEntity row, string column, byte[]? value)
    {
        if (value is not null)
        {
            row[column] = value;
        }
    }
}
