using Azure.Data.Tables;

namespace Serverless.Storage.Rows;

/// <summary>Represents a row of table Names: the owner of a unique name.</summary>
public sealed record NameRow
{
    internal const string OwnerColumn = "UserId";

    /// <summary>Gets the key. It is both partition key and row key.</summary>
    public required string Key { get; init; }

    /// <summary>Gets the id of the user that the name belongs to.</summary>
    public required long Owner { get; init; }

    /// <summary>Gets the time until which the row is pending; null if it is final.</summary>
    public DateTimeOffset? PendingUntil { get; init; }

    /// <summary>Gets the version that a change is based on.</summary>
    public RowVersion Version { get; init; }

    internal TableEntity ToEntity()
    {
        var entity = Version.Entity(Key, Key);
        entity[OwnerColumn] = Owner;
        entity.Set(nameof(PendingUntil), PendingUntil);
        return entity;
    }

    internal static NameRow From(TableEntity entity) => new()
    {
        Key = entity.RowKey,
        Owner = entity.GetInt64(OwnerColumn) ?? 0,
        PendingUntil = entity.GetDateTimeOffset(nameof(PendingUntil)),
        Version = new(entity),
    };
}
