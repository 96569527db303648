using Azure.Data.Tables;

namespace Serverless.Storage.Rows;

/// <summary>Represents a row of table Mail: a queue message whose email was given up.</summary>
/// <param name="Key">The row key.</param>
/// <param name="Message">The message as the queue delivered it; null in a row that another program wrote.</param>
/// <param name="Failed">The time when the email was given up.</param>
/// <param name="Reason">Why the email was given up, without an email address.</param>
public sealed record FailedEmailRow(string Key, string? Message, DateTimeOffset Failed, string Reason)
{
    /// <summary>Gets the version that a deletion is based on.</summary>
    public RowVersion Version { get; init; }

    internal TableEntity ToEntity() => new("poison", Key)
    {
        ETag = Version.ETag,
        [nameof(Message)] = Message,
        [nameof(Failed)] = Failed,
        [nameof(Reason)] = Reason,
    };

    internal static FailedEmailRow From(TableEntity entity) => new(
        entity.RowKey, entity.GetString(nameof(Message)), entity.GetDateTimeOffset(nameof(Failed)) ?? default, entity.GetString(nameof(Reason)) ?? "")
    {
        Version = new(entity.ETag),
    };
}
