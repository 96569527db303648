using Azure;
using Microsoft.Extensions.Logging;
using Serverless.Storage;
using Serverless.Storage.Outages;

namespace Serverless.Jobs.Queues;

/// <summary>
/// Prevents an outage of the tables from using up a message's attempts: the message goes back into its queue and returns later, as often as
/// necessary. Otherwise five attempts in a few minutes would put it into the poison queue.
/// </summary>
public sealed partial class OutagePause(ILogger<OutagePause> logger)
{
    /// <summary>The shortest delay of a message. Up to half of it is added, so that messages do not all return at once.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);

    /// <summary>Handles a message.</summary>
    /// <param name="job">The function's name.</param>
    /// <param name="work">Handles the message; may be repeated.</param>
    /// <param name="putBack">Puts the message back, to become visible after a delay. If that fails, too, the host delivers the message again.</param>
    /// <param name="cancellation">Ends the work when the host stops.</param>
    public async Task Run(string job, Func<Task> work, Func<TimeSpan, Task> putBack, CancellationToken cancellation)
    {
        try
        {
            await work();
        }
        // Only exceptions of a storage client: for a mail server that does not respond there is RetryPlan.
        catch (RequestFailedException exception) when (StorageFailure.IsOutage(exception, cancellation))
        {
            var delay = Shortest + TimeSpan.FromMilliseconds(Ids.Random() % (long)(Shortest.TotalMilliseconds / 2));
            await putBack(delay);
            LogPutBack(logger, job, (int)delay.TotalSeconds, StorageFailure.Describe(exception));
        }
    }

    [LoggerMessage(225, LogLevel.Warning, "Storage is unavailable for {Job}; its message comes again in {Seconds} s. {Reason}")]
    private static partial void LogPutBack(ILogger logger, string job, int seconds, string reason);
}
