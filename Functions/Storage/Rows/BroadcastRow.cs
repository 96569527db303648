using System.Globalization;
using Azure.Data.Tables;

namespace Serverless.Storage.Rows;

/// <summary>Represents a notification to all users, and how far its delivery has come. The users are told in the order of their partition keys.</summary>
public sealed record BroadcastRow
{
    internal const string Partition = "broadcast";

    /// <summary>Gets the id of the notification, which is the row key.</summary>
    public required long Id { get; init; }

    /// <summary>Gets the time when the notification was created.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>Gets the subject, one line.</summary>
    public required string Subject { get; init; }

    /// <summary>Gets the body, plain text.</summary>
    public required string Body { get; init; }

    /// <summary>Gets the approximate number of users, counted at the beginning; null if it is not known.</summary>
    public int? Expected { get; init; }

    /// <summary>Gets the partition key of the last user of the parts that are done; null if none is.</summary>
    public string? After { get; init; }

    /// <summary>Gets the number of users who have the notification, of the parts that are done.</summary>
    public int Delivered { get; init; }

    /// <summary>Gets the time when the delivery ended; null if it has not.</summary>
    public DateTimeOffset? Finished { get; init; }

    /// <summary>Gets the version that a change is based on.</summary>
    public RowVersion Version { get; init; }

    internal static string Key(long id) => id.ToString("D19", CultureInfo.InvariantCulture);

    internal TableEntity ToEntity()
    {
        var entity = Version.Entity(Partition, Key(Id));
        entity.Set(nameof(Created), Created);
        entity.Set(nameof(Subject), Subject);
        entity.Set(nameof(Body), Body);
        entity.Set(nameof(Expected), Expected);
        entity.Set(nameof(After), After);
        entity.Set(nameof(Delivered), Delivered);
        entity.Set(nameof(Finished), Finished);
        return entity;
    }

    internal static BroadcastRow From(TableEntity entity) => new()
    {
        Id = long.Parse(entity.RowKey, CultureInfo.InvariantCulture),
        Created = entity.GetDateTimeOffset(nameof(Created)) ?? default,
        Subject = entity.GetString(nameof(Subject)) ?? "",
        Body = entity.GetString(nameof(Body)) ?? "",
        Expected = entity.GetInt32(nameof(Expected)),
        After = entity.GetString(nameof(After)),
        Delivered = entity.GetInt32(nameof(Delivered)) ?? 0,
        Finished = entity.GetDateTimeOffset(nameof(Finished)),
        Version = new(entity),
    };
}
