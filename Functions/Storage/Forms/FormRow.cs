using System.Collections.Immutable;
using Azure.Data.Tables;
using Serverless.Storage.Rows;

namespace Serverless.Storage.Forms;

/// <summary>The row of table Settings that contains the form of the stored data and the progress of a migration.</summary>
public sealed record FormRow
{
    /// <summary>The partition of the row.</summary>
    public const string Partition = "form";

    /// <summary>The row key.</summary>
    public const string Key = "version";

    /// <summary>Gets the form of the data. During a migration, the form before it.</summary>
    public required int Form { get; init; }

    /// <summary>Gets the version of the product that brought the data into this form.</summary>
    public required string Product { get; init; }

    /// <summary>Gets the time when that version did so.</summary>
    public required DateTimeOffset Written { get; init; }

    /// <summary>
    /// Gets what is known to exist: the names of tables and queues, and the version of the user index; null before the first start is complete.
    /// </summary>
    public string? Made { get; init; }

    /// <summary>Gets the form to which a migration is moving the data; null if no migration is in progress.</summary>
    public int? MovingTo { get; init; }

    /// <summary>Gets the time when the migration was announced.</summary>
    public DateTimeOffset? MovingSince { get; init; }

    /// <summary>Gets the names of the migration's steps that are complete.</summary>
    public ImmutableArray<string> Done { get; init; } = [];

    /// <summary>Gets the instance that executes the migration.</summary>
    public string? Leader { get; init; }

    /// <summary>Gets the time until which no other instance may lead.</summary>
    public DateTimeOffset? LeaderUntil { get; init; }

    /// <summary>Gets the version that a change is based on.</summary>
    public RowVersion Version { get; init; }

    internal TableEntity ToEntity()
    {
        var (row, isMoving) = (Version.Entity(Partition, Key), MovingTo is not null);
        row.Set(nameof(Form), Form);
        row.Set(nameof(Product), Product);
        row.Set(nameof(Written), Written);
        row.Set(nameof(Made), Made);
        row.Set(nameof(MovingTo), MovingTo);
        row.Set(nameof(MovingSince), isMoving ? MovingSince : null);
        row.Set(nameof(Done), isMoving ? string.Join(',', Done) : null);
        row.Set(nameof(Leader), isMoving ? Leader : null);
        row.Set(nameof(LeaderUntil), isMoving ? LeaderUntil : null);
        return row;
    }

    internal static FormRow From(TableEntity row) => new()
    {
        Form = row.GetInt32(nameof(Form)) ?? 0,
        Product = row.GetString(nameof(Product)) ?? "",
        Written = row.GetDateTimeOffset(nameof(Written)) ?? default,
        Made = row.GetString(nameof(Made)),
        MovingTo = row.GetInt32(nameof(MovingTo)),
        MovingSince = row.GetDateTimeOffset(nameof(MovingSince)),
        Done = row.GetString(nameof(Done)) is { Length: > 0 } names ? [.. names.Split(',')] : [],
        Leader = row.GetString(nameof(Leader)),
        LeaderUntil = row.GetDateTimeOffset(nameof(LeaderUntil)),
        Version = new(row),
    };
}
