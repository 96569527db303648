using Azure.Data.Tables;

namespace Serverless.Storage.Rows;

/// <summary>Represents the row of the demo data in table Counters: what <c>--demo</c> began, and whether it is complete.</summary>
public sealed record DemoRow
{
    internal const string Partition = "demo";
    internal const string RowKey = "1";

    /// <summary>Gets the time when the demo data began. All times of the demo data depend on it, so a run that continues writes the same data.</summary>
    public required DateTimeOffset Begun { get; init; }

    /// <summary>Gets the id of the first generated user. The others follow it.</summary>
    public required long FirstUser { get; init; }

    /// <summary>Gets whether the demo data is complete.</summary>
    public bool IsComplete { get; init; }

    /// <summary>Gets the version that a change is based on.</summary>
    public RowVersion Version { get; init; }

    internal TableEntity ToEntity()
    {
        var entity = Version.Entity(Partition, RowKey);
        entity.Set(nameof(Begun), Begun);
        entity.Set(nameof(FirstUser), FirstUser);
        entity.Set(nameof(IsComplete), IsComplete ? true : null);
        return entity;
    }

    internal static DemoRow From(TableEntity entity) => new()
    {
        Begun = entity.GetDateTimeOffset(nameof(Begun)) ?? default,
        FirstUser = entity.GetInt64(nameof(FirstUser)) ?? 0,
        IsComplete = entity.GetBoolean(nameof(IsComplete)) ?? false,
        Version = new(entity),
    };
}
