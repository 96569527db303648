using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using Serverless.Storage;

namespace Serverless.Domain.Notifications;

/// <summary>Represents one notification for several users. Their number is small enough for one run of a function.</summary>
/// <param name="Id">The id of the notification. All users have the same one, so that a repeated message finds the rows it already wrote.</param>
/// <param name="Created">The time when the notification was created.</param>
/// <param name="Subject">One line.</param>
/// <param name="Body">Plain text.</param>
/// <param name="UserIds">The ids of the users to notify.</param>
public sealed record NotificationBatch(long Id, DateTimeOffset Created, string Subject, string Body, long[] UserIds);

/// <summary>Represents the next part of a notification to all users.</summary>
/// <param name="BroadcastId">The id of the notification, whose row contains the progress of the delivery.</param>
public sealed record BroadcastPart(long BroadcastId)
{
    /// <summary>Returns the part that a message requests; null if the message is another one.</summary>
    public static BroadcastPart? Parse(string message)
    {
        try
        {
            return JsonSerializer.Deserialize(message, NotificationJson.Default.BroadcastPart);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>Serialises the messages of the queue to JSON.</summary>
[JsonSourceGenerationOptions(RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(BroadcastPart))]
[JsonSerializable(typeof(NotificationBatch))]
internal sealed partial class NotificationJson : JsonSerializerContext;

/// <summary>Represents the queue of notifications to deliver. Its name is the setting <c>Notifications__Queue</c>.</summary>
public sealed class NotificationQueue(StorageClients clients, IOptions<NotificationOptions> options) : MessageQueue(clients, options.Value.Queue)
{
    /// <summary>The maximum number of users in one message. Their rows are written well within one run.</summary>
    public const int BatchSize = 50;

    /// <summary>Requests the next part of a notification to all users.</summary>
    public Task SendPart(long broadcastId, CancellationToken cancellation) =>
        SendText(JsonSerializer.Serialize(new BroadcastPart(broadcastId), NotificationJson.Default.BroadcastPart), cancellation);

    /// <summary>Queues a notification for delivery to users.</summary>
    public async Task Send(Notification notification, IEnumerable<long> userIds, CancellationToken cancellation)
    {
        foreach (var users in userIds.Distinct().Chunk(BatchSize))
        {
            var batch = new NotificationBatch(notification.Id, notification.Created, notification.Subject, notification.Body, users);
            await SendText(JsonSerializer.Serialize(batch, NotificationJson.Default.NotificationBatch), cancellation);
        }
    }
}
