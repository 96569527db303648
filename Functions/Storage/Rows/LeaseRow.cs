using Azure.Data.Tables;

namespace Serverless.Storage.Rows;

/// <summary>Represents the row of a lease in table Counters. The holder writes it again and again; a row that stays unchanged has no holder any more.</summary>
public sealed record LeaseRow
{
    internal const string Partition = "lease";

    /// <summary>Gets the name of the lease.</summary>
    public required string Name { get; init; }

    /// <summary>Gets whether the holder released the lease.</summary>
    public bool IsFree { get; init; }

    /// <summary>Gets the mark of the last write, which is different for each write.</summary>
    public string? Revision { get; init; }

    /// <summary>Gets the version that a change is based on.</summary>
    public RowVersion Version { get; init; }

    internal TableEntity ToEntity()
    {
        var entity = Version.Entity(Partition, Name);
        entity.Set(nameof(IsFree), IsFree ? true : null);
        entity.Set(TableExtensions.Revision, Revision);
        return entity;
    }

    internal static LeaseRow From(TableEntity entity) => new()
    {
        Name = entity.RowKey,
        IsFree = entity.GetBoolean(nameof(IsFree)) ?? false,
        Revision = entity.GetString(TableExtensions.Revision),
        Version = new(entity),
    };
}
