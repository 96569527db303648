using Serverless.Storage;
using Serverless.Storage.Rows;

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

    private const int RandomBits = 20;

    /// <summary>Creates a notification.</summary>
    public static Notification Create(string subject, string body, DateTimeOffset now) =>
        new((now.ToUnixTimeMilliseconds() << RandomBits) | (Ids.Random() & ((1 << RandomBits) - 1)), now, subject, body, IsRead: false);

    /// <summary>Returns the row of the notification.</summary>
    internal NotificationRow ToRow() => new(Id, Created, Created + Lifetime, Subject, Body, IsRead);

    /// <summary>Returns the notification of a row.</summary>
    internal static Notification From(NotificationRow row) => new(row.Id, row.Created, row.Subject, row.Body, row.IsRead);
}
