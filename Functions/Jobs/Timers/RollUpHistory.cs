using Microsoft.Azure.Functions.Worker;
using Serverless.Domain.CallLog;

namespace Serverless.Jobs.Timers;

/// <summary>
/// Adds finalised time buckets of the call log to the statistics. It runs every minute; there is one every ten minutes (<see cref="CallSeries"/>).
/// </summary>
public sealed class RollUpHistory(CallSeries series)
{
    /// <summary>Runs when the timer fires.</summary>
    [Function("roll-up-history")]
    public Task Run([TimerTrigger("%CallLog:HistorySchedule%")] TimerInfo timer, CancellationToken cancellation) => series.Finalise(cancellation);
}
