using Azure.Data.Tables;

namespace Serverless.Storage.Rows;

/// <summary>Represents the notification that belongs to an idempotency key. Later calls with the key find it.</summary>
public sealed record NotificationKeyRow
{
    /// <summary>Gets the keyed hash of the caller and their idempotency key.</summary>
    public required string Key { get; init; }

    /// <summary>Gets the id of the notification.</summary>
    public required long NotificationId { get; init; }

    /// <summary>Gets the time when the notification was created.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>Gets a hash of the text and the recipients.</summary>
    public required string Content { get; init; }

    /// <summary>Gets whether all messages for chosen users are in the queue. A notification to all users has its progress instead.</summary>
    public bool IsSent { get; init; }

    /// <summary>Gets the time after which the row can be deleted.</summary>
    public required DateTimeOffset Expires { get; init; }

    /// <summary>Gets the version that a change is based on.</summary>
    public RowVersion Version { get; init; }

    internal TableEntity ToEntity()
    {
        var entity = Version.Entity(Key, Key);
        entity.Set(nameof(NotificationId), NotificationId);
        entity.Set(nameof(Created), Created);
        entity.Set(nameof(Content), Content);
        entity.Set(nameof(IsSent), IsSent);
        entity.Set(nameof(Expires), Expires);
        return entity;
    }

    internal static NotificationKeyRow From(TableEntity entity) => new()
    {
        Key = entity.RowKey,
        NotificationId = entity.GetInt64(nameof(NotificationId)) ?? 0,
        Created = entity.GetDateTimeOffset(nameof(Created)) ?? default,
        Content = entity.GetString(nameof(Content)) ?? "",
        IsSent = entity.GetBoolean(nameof(IsSent)) ?? false,
        Expires = entity.GetDateTimeOffset(nameof(Expires)) ?? default,
        Version = new(entity),
    };
}
