using System.Security.Cryptography;
using System.Text;
using Serverless.Domain.RateLimits;
using Serverless.Storage.Rows;

namespace Serverless.Domain.Notifications;

/// <summary>
/// Remembers which notification belongs to an idempotency key. A caller repeats a call with its key if the response was lost: the call goes on with the
/// notification of the first one, on any instance. A key belongs to a user, so the keys of two users never meet.
/// </summary>
public sealed class NotificationKeys(LimitKeys keys, NotificationKeyRows rows)
{
    /// <summary>The time for which a key is remembered.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    /// <summary>Returns what is stored about a key. The first call stores its notification.</summary>
    /// <param name="userId">The user who sends the notification.</param>
    /// <param name="key">The idempotency key.</param>
    /// <param name="notification">The notification of this call.</param>
    /// <param name="userIds">The recipients; none for all users.</param>
    /// <param name="cancellation">Cancels the requests.</param>
    /// <returns>The row; null if the key belongs to a notification with another text or other recipients.</returns>
    public async Task<NotificationKeyRow?> Claim(long userId, string key, Notification notification, IEnumerable<long> userIds, CancellationToken cancellation)
    {
        var row = new NotificationKeyRow
        {
            Key = await keys.Of(LimitKind.Notification, $"{userId};{key}", cancellation),
            NotificationId = notification.Id,
            Created = notification.Created,
            Content = Hash(notification, userIds),
            Expires = notification.Created + Lifetime,
        };
        var stored = await rows.AddOrFind(row, cancellation);
        return stored.Content == row.Content ? stored : null;
    }

    /// <summary>Stores that nothing is left to do for a key.</summary>
    public Task MarkSent(NotificationKeyRow row, CancellationToken cancellation) => rows.TryUpdate(row with { IsSent = true }, cancellation); // false: another call marked it

    private static string Hash(Notification notification, IEnumerable<long> userIds)
    {
        var (_, _, subject, body, _) = notification;
        var content = $"{subject.Length};{subject};{body};{string.Join(',', userIds.Distinct().Order())}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));
    }
}
