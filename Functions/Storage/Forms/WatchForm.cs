using Microsoft.Extensions.Logging;
using Serverless.Storage.Outages;

namespace Serverless.Storage.Forms;

/// <summary>Detects that a newer version has changed the stored data while the instance runs: one read a minute at most, and only with traffic.</summary>
public sealed partial class WatchForm(StoredForm form, TimeProvider time, ILogger<WatchForm> logger)
{
    /// <summary>The time between two checks.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly long _interval = (long)(Interval.TotalSeconds * time.TimestampFrequency);
    private long _next;

    /// <summary>Starts the interval, after a check at this moment.</summary>
    internal void Start() => Volatile.Write(ref _next, time.GetTimestamp() + _interval);

    /// <summary>Starts a check in the background, if one is due. Does not wait.</summary>
    public void Touch()
    {
        var next = Volatile.Read(ref _next);
        var now = time.GetTimestamp();
        if (next != 0 && now >= next && Interlocked.CompareExchange(ref _next, now + _interval, next) == next)
        {
            _ = Task.Run(Check);
        }
    }

    private async Task Check()
    {
        using var exemption = FormGate.Exemption();
        using var background = StorageTransactions.OfCallLog(); // counted like the call log's writes, which also belong to many calls
        try
        {
            await form.CheckAgain(CancellationToken.None);
        }
        // Every exception: no call waits for the check, and the next one comes in a minute.
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
