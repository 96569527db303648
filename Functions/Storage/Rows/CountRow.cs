using System.Collections.Immutable;
using Azure.Data.Tables;

namespace Serverless.Storage.Rows;

/// <summary>Represents a row of table Limits: what is counted for one subject. A kind of limit uses some of the columns.</summary>
public sealed record CountRow
{
    private const string DevicePrefix = "Device_";

    /// <summary>Gets the key. It is both partition key and row key.</summary>
    public required string Key { get; init; }

    /// <summary>Gets the time when the bucket of a rate will be empty again, in UTC ticks; null if nothing was counted.</summary>
    public long? Arrival { get; init; }

    /// <summary>Gets the list of names that are counted.</summary>
    public string? Counted { get; init; }

    /// <summary>Gets the number of consecutive failures of callers without a known device; null if there are none.</summary>
    public int? Failures { get; init; }

    /// <summary>Gets the time of the last of these failures.</summary>
    public DateTimeOffset? Last { get; init; }

    /// <summary>Gets the mark of the password that these failures were for.</summary>
    public string? Password { get; init; }

    /// <summary>Gets the failures of each known device, by the mark of the device.</summary>
    public ImmutableSortedDictionary<string, string> Devices { get; init; } = NoDevices;

    /// <summary>Gets the time when the row expires.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>Gets the version that a change is based on.</summary>
    public RowVersion Version { get; init; }

    private static ImmutableSortedDictionary<string, string> NoDevices { get; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    internal TableEntity ToEntity()
    {
        var entity = Version.Entity(Key, Key);
        entity.Set(nameof(Arrival), Arrival);
        entity.Set(nameof(Counted), Counted);
        entity.Set(nameof(Failures), Failures);
        entity.Set(nameof(Last), Last);
        entity.Set(nameof(Password), Password);
        entity.Set(nameof(Expires), Expires);
        foreach (var device in entity.Keys.Where(IsDevice).ToList())
        {
            entity.Remove(device);
        }

        foreach (var (device, failures) in Devices)
        {
            entity[DevicePrefix + device] = failures;
        }

        return entity;
    }

    internal static CountRow From(TableEntity entity) => new()
    {
        Key = entity.RowKey,
        Arrival = entity.GetInt64(nameof(Arrival)),
        Counted = entity.GetString(nameof(Counted)),
        Failures = entity.GetInt32(nameof(Failures)),
        Last = entity.GetDateTimeOffset(nameof(Last)),
        Password = entity.GetString(nameof(Password)),
        Devices = NoDevices.AddRange(entity.Where(column => IsDevice(column.Key)).Select(column => KeyValuePair.Create(column.Key[DevicePrefix.Length..], (string)column.Value))),
        Expires = entity.GetDateTimeOffset(nameof(Expires)),
        Version = new(entity),
    };

    private static bool IsDevice(string column) => column.StartsWith(DevicePrefix, StringComparison.Ordinal);
}
