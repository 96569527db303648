using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Serverless.Storage;
using Serverless.Storage.Outages;

namespace Serverless.Domain.Users.Index;

/// <summary>
/// Represents the queue that starts the job that folds changes into the index. Its name is the setting <c>Index__Queue</c>. One message covers many
/// changes.
/// </summary>
public sealed partial class IndexQueue(StorageClients clients, IOptions<IndexOptions> options, TimeProvider time, ILogger<IndexQueue> logger)
    : MessageQueue(clients, options.Value.Queue)
{
    /// <summary>The time for which changes accumulate before they are folded.</summary>
    public static readonly TimeSpan Delay = TimeSpan.FromSeconds(30);

    /// <summary>The time for which changes accumulate when there are many.</summary>
    public static readonly TimeSpan ShortDelay = TimeSpan.FromSeconds(12);

    /// <summary>The number of changes after which a process sends a second message.</summary>
    internal const int Many = 300;

    private static readonly TimeSpan Spread = TimeSpan.FromSeconds(8);

    private readonly Lock _lock = new();
    private long _due = long.MinValue;
    private int _changes;

    /// <summary>Ensures that the job runs after a change. Sends a message, unless this process has sent one that is not due yet.</summary>
    public Task Wake(CancellationToken cancellation)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            var isDue = now >= _due;
            if (!isDue && ++_changes != Many)
            {
                return Task.CompletedTask;
            }

            var delay = isDue ? Delay : ShortDelay;
            _changes = isDue ? 1 : _changes;
            _due = Math.Max(_due, now + (long)(delay.TotalSeconds * time.TimestampFrequency));
            return TrySend(delay, cancellation);
        }
    }

    /// <summary>Requests another run for changes that cannot be folded yet, unless a message of this process is not due yet.</summary>
    public Task Continue(CancellationToken cancellation)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            if (now < _due)
            {
                return Task.CompletedTask;
            }

            _due = now + (long)(ShortDelay.TotalSeconds * time.TimestampFrequency);
            return TrySend(ShortDelay, cancellation);
        }
    }

    private async Task TrySend(TimeSpan delay, CancellationToken cancellation)
    {
        // The message belongs to all changes of the next 30 seconds.
        using var scope = StorageTransactions.OfIndex();
        try
        {
            // A random delay, so that processes that start together do not fold together.
            await SendText("fold", cancellation, delay + TimeSpan.FromMilliseconds(Ids.Random() % Spread.TotalMilliseconds));
        }
        catch (Exception exception) when (StorageFailure.IsOutage(exception, cancellation))
        {
            LogNotSent(logger, StorageFailure.Describe(exception));
        }
    }

    [LoggerMessage(321, LogLevel.Warning, "The job that folds changes into the user index could not be started. Its timer starts it. {Reason}")]
    private static partial void LogNotSent(ILogger logger, string reason);
}
