using Microsoft.Azure.Functions.Worker;
using Serverless.Domain.CallLog;

namespace Serverless.Jobs.Timers;

/// <summary>
/// Deletes the weeks of the call log, and the days of its statistics, that are older than <c>CallLog__RetentionDays</c>, once a day.
/// </summary>
public sealed class DropOldCalls(CallSeries series)
{
    /// <summary>Runs when the timer fires.</summary>
    [Function("drop-old-calls")]
    public Task Run([TimerTrigger("0 30 3 * * *")] TimerInfo timer, CancellationToken cancellation) => series.DropOld(cancellation);
}
