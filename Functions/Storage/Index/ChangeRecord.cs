using System.Collections.Immutable;
using System.Globalization;
using Azure.Data.Tables;

namespace Serverless.Storage.Index;

/// <summary>One change of one document, recorded before the document is written.</summary>
/// <param name="Document">The document. Its keys are ordered as text.</param>
/// <param name="Stamp">The time of the change: unique for the document, greater than the stamp of any change before it.</param>
/// <param name="Previous">The stamp of the change on which this one is based; 0 for the first.</param>
/// <param name="States">The document's states before and after, by the number of each version that the writer knew.</param>
/// <param name="Instance">The process that wrote the record.</param>
/// <param name="Sequence">The number of the record in its process.</param>
/// <param name="Open">
/// The numbers of the earlier records of the process whose results were not known then, separated by commas. All other earlier records are known to be
/// committed or withdrawn. There can be hundreds in every record, and only those of the newest record matter, so they are kept as text.
/// </param>
internal sealed record ChangeRecord(
    string Document, long Stamp, long Previous, ImmutableSortedDictionary<byte, StateChange> States, string Instance, long Sequence, string Open)
{
    /// <summary>The prefix of the partition keys.</summary>
    public const string Prefix = "changes;";

    /// <summary>The number of shards. Writers of different shards use different partitions.</summary>
    public const int Shards = 4;

    private const string Versions = nameof(Versions);
    private const byte Unnamed = 2; // the version of records without the column Versions

    /// <summary>Gets the time bucket.</summary>
    public long Bucket => TimeBuckets.Of(Stamp);

    /// <summary>Gets whether the change removes the document from the index.</summary>
    public bool IsRemoval => States.Values.All(state => state.After is null);

    /// <summary>Returns the states in the form of a version.</summary>
    /// <exception cref="IndexChangedException">The writer did not know the version. The trees of this version are no longer valid.</exception>
    public StateChange Of(byte version) => States.TryGetValue(version, out var state) ? state : throw new IndexChangedException();

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
        if (Open.Length > 0)
        {
            row[nameof(Open)] = Open;
        }

        AddStates(row, States);
        return row;
    }

    /// <summary>Parses a row.</summary>
    public static ChangeRecord From(TableEntity row) => new(
        row.RowKey[..row.RowKey.LastIndexOf(';')],
        row.GetInt64(nameof(Stamp)) ?? 0,
        row.GetInt64(nameof(Previous)) ?? 0,
        ReadStates(row),
        row.GetString(nameof(Instance)) ?? "",
        row.GetInt64(nameof(Sequence)) ?? 0,
        row.GetString(nameof(Open)) ?? "");

    /// <summary>Returns the text for the numbers of records, see <see cref="Open"/>.</summary>
    public static string Join(IEnumerable<long> numbers) => string.Join(',', numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Returns the numbers in <see cref="Open"/>.</summary>
    public HashSet<long> OpenNumbers() => Open.Length == 0 ? [] : [.. Open.Split(',').Select(number => long.Parse(number, CultureInfo.InvariantCulture))];

    /// <summary>Adds states of a later version to the row of a record of version 1, for a migration. A repetition changes nothing.</summary>
    public static void AddUnnamed(TableEntity row, Func<byte[], byte[]> convert)
    {
        if (!row.ContainsKey(Versions) && ReadStates(row)[Unnamed] is var old)
        {
            AddStates(row, ImmutableSortedDictionary<byte, StateChange>.Empty.Add(1, old).Add(Unnamed, new(Convert(old.Before), Convert(old.After))));
        }

        byte[]? Convert(byte[]? state) => state is null ? null : convert(state);
    }

    private static void AddStates(TableEntity row, ImmutableSortedDictionary<byte, StateChange> states)
    {
        if (states.Keys.Any(version => version != Unnamed))
        {
            row[Versions] = string.Join(',', states.Keys.Select(version => version.ToString(CultureInfo.InvariantCulture)));
        }

        foreach (var (version, (before, after)) in states)
        {
            AddIfPresent(row, Column(version, nameof(StateChange.Before)), before);
            AddIfPresent(row, Column(version, nameof(StateChange.After)), after);
        }
    }

    private static ImmutableSortedDictionary<byte, StateChange> ReadStates(TableEntity row) =>
        (row.GetString(Versions) is { Length: > 0 } versions ? versions.Split(',').Select(version => byte.Parse(version, CultureInfo.InvariantCulture)) : [Unnamed])
            .ToImmutableSortedDictionary(
                version => version,
                version => new StateChange(row.GetBinary(Column(version, nameof(StateChange.Before))), row.GetBinary(Column(version, nameof(StateChange.After)))));

    private static string Column(byte version, string name) => version == Unnamed ? $"State{name}" : string.Create(CultureInfo.InvariantCulture, $"State{version}{name}");

    private static void AddIfPresent(TableEntity row, string column, byte[]? value)
    {
        if (value is not null)
        {
            row[column] = value;
        }
    }
}
