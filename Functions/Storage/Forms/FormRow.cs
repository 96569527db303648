using System.Collections.Immutable;
using Azure;
using Azure.Data.Tables;

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

    /// <summary>Gets the ETag of the row on which a change is based; default for a row that is not stored yet.</summary>
    public ETag ETag { get; init; }

    /// <summary>Gets whether the row is in the table.</summary>
    internal bool IsStored => ETag != default;

    internal TableEntity ToEntity()
    {
        var row = new TableEntity(Partition, Key)
        {
            ETag = ETag,
            [nameof(Form)] = Form,
            [nameof(Product)] = Product,
            [nameof(Written)] = Written,
        };
        if (Made is not null)
        {
            row[nameof(Made)] = Made;
        }

        if (MovingTo is not null)
        {
            row[nameof(MovingTo)] = MovingTo;
            row[nameof(MovingSince)] = MovingSince;
            row[nameof(Done)] = string.Join(',', Done);
            row[nameof(Leader)] = Leader;
            row[nameof(LeaderUntil)] = LeaderUntil;
        }

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
        ETag = row.ETag,
    };
}
