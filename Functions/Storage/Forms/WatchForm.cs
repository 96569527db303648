using Microsoft.Extensions.Logging;
using Serverless.Storage.Outages;

namespace Serverless.Storage.Forms;

/// <summary>Lets a running instance notice that a newer version has changed the stored data: a read at most once a minute, and only with traffic.</summary>
public sealed partial class WatchForm(StoredForm form, TimeProvider time, ILogger<WatchForm> logger)
{
    /// <summary>How long an instance goes on with what it knows.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly long _interval = (long)(Interval.TotalSeconds * time.TimestampFrequency);
    private long _next;

    /// <summary>Begins to watch, after a check at this moment.</summary>
    internal void Start() => Volatile.Write(ref _next, time.GetTimestamp() + _interval);

    /// <summary>Looks in the background, if it is time. Waits for nothing.</summary>
    public void Touch()
    {
        var next = Volatile.Read(ref _next);
        var now = time.GetTimestamp();
        if (next != 0 && now >= next && Interlocked.CompareExchange(ref _next, now + _interval, next) == next)
        {
            _ = Task.Run(Look);
        }
    }

    private async Task Look()
    {
        using var exemption = FormGate.Exemption();
        using var background = StorageTransactions.OfCallLog(); // of many calls, as the call log's writes are
        try
        {
            await form.CheckAgain(CancellationToken.None);
        }
        // Every exception: nothing waits for this, and the next look comes in a minute.
#pragma warning disable CA1031
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogFailed(logger, StorageFailure.Describe(exception));
        }
    }

    [LoggerMessage(378, LogLevel.Warning, "The version of the stored data could not be checked; trying again in a minute. {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);
}
