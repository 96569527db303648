using System.Globalization;
using Azure.Data.Tables;
using Serverless.Storage;

namespace Serverless.Domain.Notifications;

/// <summary>A notification for one user. It lives for two days and is then as good as gone, though its row may stay a day longer.</summary>
/// <param name="Id">Made of the time and random bits: newer ones are larger.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Subject">One line.</param>
/// <param name="Body">Plain text.</param>
/// <param name="IsRead">Whether the user marked it as read.</param>
public sealed record Note(long Id, DateTimeOffset Created, string Subject, string Body, bool IsRead)
{
    /// <summary>How long a notification lives.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(2);

    internal const string KeyPrefix = "note;";
    internal const string KeyEnd = "note<"; // '<' follows ';'
    internal const string ReadColumn = "Read";
    internal const string ExpiresColumn = "Expires";

    private const int RandomBits = 20;

    /// <summary>A new notification.</summary>
    public static Note Create(string subject, string body, DateTimeOffset now) =>
        new((now.ToUnixTimeMilliseconds() << RandomBits) | (Ids.Random() & ((1 << RandomBits) - 1)), now, subject, body, IsRead: false);

    /// <summary>The row key: the newest comes first.</summary>
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

    internal static Note From(TableEntity row) => new(
        row.GetInt64("Id") ?? 0,
        row.GetDateTimeOffset(nameof(Created)) ?? default,
        row.GetString(nameof(Subject)) ?? "",
        row.GetString(nameof(Body)) ?? "",
        row.GetBoolean(ReadColumn) ?? false);
}
