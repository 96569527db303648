using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Serverless.Domain.Notifications;
using Serverless.Domain.Users;

namespace Serverless.Sockets;

/// <summary>
/// Tells the sockets of users what happened to them: closes those whose credential ended, and tells of notifications. It comes after the change is stored,
/// and its failure is no failure of the call: what fails is repeated by a message of the queue. A socket that is not closed by any of it is anonymous from
/// its next frame on.
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
        // Every exception: whatever it is, a message brings the push again.
#pragma warning disable CA1031
        catch (Exception exception)
#pragma warning restore CA1031
        {
            await queue.PutBack(push.Format(), Again, cancellation);
            LogLater(logger, exception.Message);
        }
    }

    [LoggerMessage(501, LogLevel.Warning, "Sockets could not be told what happened to their user; a message of the queue does it again. {Reason}")]
    private static partial void LogLater(ILogger logger, string reason);
}
