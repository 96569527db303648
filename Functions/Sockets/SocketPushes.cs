using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Serverless.Domain.Notifications;
using Serverless.Domain.Users;

namespace Serverless.Sockets;

/// <summary>
/// Closes the sockets of credentials that ended, and tells sockets of notifications. It runs after the change is stored, and its failure does not fail the
/// call. A queue message repeats a push that failed. A socket that no push closes is anonymous from its next frame on.
/// </summary>
public sealed partial class SocketPushes(SocketService service, SocketClient client, NotificationQueue queue, FollowUps followUps, ILogger<SocketPushes> logger) : IUserEvents
{
    private const int AtOnce = 16;

    private static readonly TimeSpan Again = TimeSpan.FromSeconds(10);

    private readonly ConcurrentQueue<SocketPush> _pending = new();

    /// <inheritdoc />
    public void Ended(long userId, IReadOnlyCollection<long> credentials, bool areAll)
    {
        if (areAll)
        {
            Add([new(SocketGroups.User(userId), IsClose: true)]);
        }
        else
        {
            Add(credentials.Select(id => new SocketPush(SocketGroups.Credential(id), IsClose: true)));
        }
    }

    /// <inheritdoc />
    public void Notified(long userId) => Add([new(SocketGroups.User(userId), IsClose: false)]);

    private void Add(IEnumerable<SocketPush> pushes)
    {
        if (!service.IsServed)
        {
            return;
        }

        foreach (var push in pushes)
        {
            _pending.Enqueue(push);
        }

        followUps.Start(Flush);
    }

    private async Task Flush(CancellationToken cancellation)
    {
        var pushes = new HashSet<SocketPush>();
        while (_pending.TryDequeue(out var push))
        {
            pushes.Add(push);
        }

        await Parallel.ForEachAsync(pushes, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (push, stop) => await Send(push, stop));
    }

    private async Task Send(SocketPush push, CancellationToken cancellation)
    {
        try
        {
            await client.Send(push, cancellation);
        }
        // Every exception, because a queue message repeats the push in any case.
#pragma warning disable CA1031
        catch (Exception exception)
#pragma warning restore CA1031
        {
            await queue.PutBack(push.Format(), Again, cancellation);
            LogLater(logger, exception.Message);
        }
    }

    [LoggerMessage(501, LogLevel.Warning, "Failed to close or notify sockets. A queue message retries. If this recurs, check the Sockets settings. {Reason}")]
    private static partial void LogLater(ILogger logger, string reason);
}
