using Microsoft.Azure.Functions.Worker;
using Serverless.Domain.CallLog;

namespace Serverless.Jobs.Timers;

/// <summary>Every day: drops the weeks of the call log, and the days of its statistics, that are older than <c>CallLog__RetentionDays</c>.</summary>
public sealed class DropOldCalls(CallSeries series)
{
    /// <summary>The timer trigger.</summary>
    [Function("drop-old-calls")]
    public Task Run([TimerTrigger("0 30 3 * * *")] TimerInfo timer, CancellationToken cancellation) => series.DropOld(cancellation);
}
