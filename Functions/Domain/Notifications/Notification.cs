using System.Globalization;
using Azure.Data.Tables;
using Serverless.Storage;

namespace Serverless.Domain.Notifications;

/// <summary>Represents a notification for one user. It expires after two days. Its row may exist for another day.</summary>
/// <param name="Id">The id, made of the time and random bits. Newer notifications have larger ids.</param>
/// <param name="Created">The time when the notification was created.</param>
/// <param name="Subject">One line.</param>
/// <param name="Body">Plain text.</param>
/// <param name="IsRead">Whether the user marked the notification as read.</param>
public sealed record Notification(long Id, DateTimeOffset Created, string Subject, string Body, bool IsRead)
{
    /// <summary>The lifetime of a notification.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(2);

    internal const string KeyPrefix = "note;";
    internal const string KeyEnd = "note<"; // '<' follows ';'
    internal const string ReadColumn = "Read";
    internal const string ExpiresColumn = "Expires";

    private const int RandomBits = 20;

    /// <summary>Creates a notification.</summary>
    public static Notification Create(string subject, string body, DateTimeOffset now) =>
        new((now.ToUnixTimeMilliseconds() << RandomBits) | (Ids.Random() & ((1 << RandomBits) - 1)), now, subject, body, IsRead: false);

    /// <summary>Returns the row key. The newest notification comes first.</summary>
    internal static string Key(long id) => KeyPrefix + (long.MaxValue - id).ToString("D19", CultureInfo.InvariantCulture);

    internal TableEntity ToRow(long userId) => new(Storage.Key.Encode(userId), Key(Id))
    {
        ["Id"] = Id,
        [nameof(Created)] = Created,
        [ExpiresColumn] = Created + Lifetime,
        [nameof(Subject)] = Subject,
        [nameof(Body)] = Body,
        [ReadColumn] = IsRead,
    };

    internal static Notification From(TableEntity row) => new(
        row.GetInt64("Id") ?? 0,
        row.GetDateTimeOffset(nameof(Created)) ?? default,
        row.GetString(nameof(Subject)) ?? "",
        row.GetString(nameof(Body)) ?? "",
        row.GetBoolean(ReadColumn) ?? false);
}
