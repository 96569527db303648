using System.Globalization;
using Azure.Data.Tables;

namespace Serverless.Storage.Index;

/// <summary>The record of the valid trees. The row is in the table of changes, so that readers get it with the records.</summary>
internal sealed class IndexState
{
    /// <summary>The partition of the row.</summary>
    public const string Partition = ChangeRecord.Prefix + "state";

    /// <summary>The form in which nodes are stored.</summary>
    public const int Form = 1;

    private const string RowKey = "state";

    private readonly TableEntity _row;

    private IndexState(TableEntity row) => _row = row;

    /// <summary>Gets or sets the generation that readers use; null if there is none.</summary>
    public string? Current
    {
        get => _row.GetString(nameof(Current));
        set => _row[nameof(Current)] = value;
    }

    /// <summary>Gets or sets the generation that is being built; null if there is none.</summary>
    public string? Building
    {
        get => _row.GetString(nameof(Building));
        set => _row[nameof(Building)] = value;
    }

    /// <summary>
    /// Gets or sets the time bucket in which the last document was read for the generation that is being built; null before that.
    /// </summary>
    public long? Loaded
    {
        get => _row.GetInt64(nameof(Loaded));
        set => _row[nameof(Loaded)] = value;
    }

    /// <summary>Gets or sets the time until which the building process is assumed to be running.</summary>
    public DateTimeOffset? Until
    {
        get => _row.GetDateTimeOffset(nameof(Until));
        set => _row[nameof(Until)] = value;
    }

    /// <summary>Gets or sets whether there may be trees of older generations, which are still to be deleted.</summary>
    public bool? HasOld
    {
        get => _row.GetBoolean(nameof(HasOld));
        set => _row[nameof(HasOld)] = value;
    }

    /// <summary>Returns the state in a row; an empty state if there is no row.</summary>
    public static IndexState From(TableEntity? row) => new(row ?? new TableEntity(Partition, RowKey));

    /// <summary>Reads the state.</summary>
    public static async Task<IndexState> Read(TableClient table, CancellationToken cancellation) => From(await table.Find(Partition, RowKey, cancellation));

    /// <summary>Returns the prefix of the generations of a content version.</summary>
    public static string Prefix(byte version) => $"{Form}.{version}.";

    /// <summary>Returns the name of a new generation. Names of later generations are greater in ordinal order.</summary>
    public static string NewGeneration(byte version, DateTimeOffset now) => string.Create(CultureInfo.InvariantCulture, $"{Prefix(version)}{now.UtcTicks:D19}-{Ids.Random():x}");

    /// <summary>Returns whether an app of a newer version uses or builds the index. In that case this app must not change it.</summary>
    public bool IsNewer(byte version) => new[] { Current, Building }.Any(generation => VersionOf(generation).CompareTo((Form, version)) > 0);

    /// <summary>Returns whether a partition of the table of trees may be deleted when a generation is current.</summary>
    public static bool IsOld(string partition, string current) =>
        VersionOf(partition).CompareTo(VersionOf(current)) is var order && (order < 0 || (order == 0 && string.CompareOrdinal(partition, current) < 0));

    private static (int Form, int Version) VersionOf(string? generation) =>
        generation?.Split('.') is [var form, var version, _] && int.TryParse(form, CultureInfo.InvariantCulture, out var first) && int.TryParse(version, CultureInfo.InvariantCulture, out var second)
            ? (first, second)
            : (0, 0);

    /// <summary>Returns whether readers can use the current generation.</summary>
    public bool IsReady(byte version) => Current?.StartsWith(Prefix(version), StringComparison.Ordinal) == true;

    /// <summary>Writes the row. Returns false if another process wrote it meanwhile.</summary>
    public Task<bool> TrySave(TableClient table, CancellationToken cancellation)
    {
        foreach (var empty in _row.Where(column => column.Value is null).Select(column => column.Key).ToList())
        {
            _row.Remove(empty);
        }

        return _row.ETag == default ? table.TryAdd(_row, cancellation) : table.TryUpdate(_row, cancellation);
    }
}
