using System.Collections.Immutable;
using Azure.Data.Tables;

namespace Serverless.Storage.Rows;

/// <summary>Represents the row of the settings that administrators change: a column for each setting that is set.</summary>
/// <param name="Values">The values by the names of the settings.</param>
public sealed record SettingsRow(ImmutableSortedDictionary<string, object> Values)
{
    internal const string Partition = "settings";
    internal const string RowKey = "1";

    private static readonly string[] NoSettings = [.. Columns.Keys, "Timestamp", "odata.etag", TableExtensions.Revision];

    /// <summary>Gets a row without settings.</summary>
    public static SettingsRow Empty { get; } = new(ImmutableSortedDictionary.Create<string, object>(StringComparer.Ordinal));

    /// <summary>Gets the version that a change is based on.</summary>
    public RowVersion Version { get; init; }

    /// <summary>Returns the row with another value of one setting; null removes the setting.</summary>
    public SettingsRow With(string name, object? value) => this with { Values = value is null ? Values.Remove(name) : Values.SetItem(name, value) };

    internal TableEntity ToEntity()
    {
        var entity = new TableEntity(Partition, RowKey) { ETag = Version.ETag };
        foreach (var (name, value) in Values)
        {
            entity[name] = value;
        }

        return entity;
    }

    internal static SettingsRow From(TableEntity entity) => Empty with
    {
        Values = Empty.Values.AddRange(entity.Where(column => column.Value is not null && !NoSettings.Contains(column.Key))),
        Version = new(entity.ETag),
    };
}
