using System.Globalization;
using Azure.Data.Tables;

namespace Serverless.Storage.Rows;

/// <summary>Represents the row of a notification in its user's partition.</summary>
/// <param name="Id">The id, which is part of the row key. Newer notifications have larger ids.</param>
/// <param name="Created">The time when the notification was created.</param>
/// <param name="Expires">The time when the notification expires.</param>
/// <param name="Subject">One line.</param>
/// <param name="Body">Plain text.</param>
/// <param name="IsRead">Whether the user marked the notification as read.</param>
public sealed record NotificationRow(long Id, DateTimeOffset Created, DateTimeOffset Expires, string Subject, string Body, bool IsRead)
{
    internal const string KeyPrefix = "note;";
    internal const string KeyEnd = "note<"; // '<' follows ';'
    internal const string ReadColumn = "Read";

    /// <summary>Returns the row key. The newest notification comes first.</summary>
    internal static string Key(long id) => KeyPrefix + (long.MaxValue - id).ToString("D19", CultureInfo.InvariantCulture);

    internal TableEntity ToEntity(long userId) => new(Storage.Key.Encode(userId), Key(Id))
    {
        [nameof(Id)] = Id,
        [nameof(Created)] = Created,
        [nameof(Expires)] = Expires,
        [nameof(Subject)] = Subject,
        [nameof(Body)] = Body,
        [ReadColumn] = IsRead,
    };

    internal static NotificationRow From(TableEntity entity) => new(
        entity.GetInt64(nameof(Id)) ?? 0,
        entity.GetDateTimeOffset(nameof(Created)) ?? default,
        entity.GetDateTimeOffset(nameof(Expires)) ?? default,
        entity.GetString(nameof(Subject)) ?? "",
        entity.GetString(nameof(Body)) ?? "",
        entity.GetBoolean(ReadColumn) ?? false);
}
