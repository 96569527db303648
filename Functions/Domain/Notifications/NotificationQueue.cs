using System.Text.Json;
using System.Text.Json.Serialization;
using Azure.Storage.Queues;
using Microsoft.Extensions.Options;
using Serverless.Storage;

namespace Serverless.Domain.Notifications;

/// <summary>One notification for a number of users, few enough for one run of a function.</summary>
/// <param name="Id">The notification's id, the same for all users: a repeated message finds what it did before.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Subject">One line.</param>
/// <param name="Body">Plain text.</param>
/// <param name="UserIds">For whom.</param>
public sealed record NotificationBatch(long Id, DateTimeOffset Created, string Subject, string Body, long[] UserIds);

/// <summary>How <see cref="NotificationBatch"/> is written.</summary>
[JsonSourceGenerationOptions(RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(NotificationBatch))]
internal sealed partial class NotificationJson : JsonSerializerContext;

/// <summary>The queue of notifications to be spread, named by <c>Notifications__Queue</c>.</summary>
public sealed class NotificationQueue(StorageClients clients, IOptions<NotificationOptions> options) : IAppQueue
{
    /// <summary>Users of one message: their rows are written well within one run.</summary>
    public const int BatchSize = 50;

    private readonly QueueClient _queue = clients.Queue(options.Value.Queue);

    /// <inheritdoc />
    public string Name => _queue.Name;

    /// <inheritdoc />
    public Task Create(CancellationToken cancellation) => _queue.CreateIfNotExistsAsync(cancellationToken: cancellation);

    /// <summary>Puts a message back as it came, to be seen after a while.</summary>
    public Task PutBack(string message, TimeSpan delay, CancellationToken cancellation) => _queue.SendMessageAsync(message, delay, cancellationToken: cancellation);

    /// <summary>Asks for a notification to be given to users.</summary>
    public async Task Send(Note note, IEnumerable<long> userIds, CancellationToken cancellation)
    {
        foreach (var users in userIds.Distinct().Chunk(BatchSize))
        {
            var batch = new NotificationBatch(note.Id, note.Created, note.Subject, note.Body, users);
            await _queue.SendMessageAsync(JsonSerializer.Serialize(batch, NotificationJson.Default.NotificationBatch), cancellation);
        }
    }
}
