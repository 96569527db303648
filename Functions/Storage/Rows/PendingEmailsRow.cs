using Azure.Data.Tables;

namespace Serverless.Storage.Rows;

/// <summary>
/// Represents the row with the emails about an event, in the partition and the transaction of the change that the event is about. It is deleted when
/// the emails are in the queue.
/// </summary>
/// <param name="EventId">The id of the event.</param>
/// <param name="Requests">The messages for the email queue, as JSON.</param>
public sealed record PendingEmailsRow(long EventId, string Requests)
{
    internal const string KeyPrefix = "emails;";

    internal static string Key(long eventId) => $"{KeyPrefix}{eventId}";

    internal TableEntity ToEntity(long userId) => new(Storage.Key.Encode(userId), Key(EventId)) { [nameof(Requests)] = Requests };

    internal static PendingEmailsRow From(TableEntity entity) =>
        new(long.Parse(entity.RowKey.AsSpan(KeyPrefix.Length), null), entity.GetString(nameof(Requests)) ?? "[]");
}
