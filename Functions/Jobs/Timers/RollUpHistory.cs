using Microsoft.Azure.Functions.Worker;
using Serverless.Domain.CallLog;

namespace Serverless.Jobs.Timers;

/// <summary>Every minute: adds to the statistics what has become final in the call log, which happens once in ten minutes (<see cref="CallSeries"/>).</summary>
public sealed class RollUpHistory(CallSeries series)
{
    /// <summary>The timer trigger.</summary>
    [Function("roll-up-history")]
    public Task Run([TimerTrigger("%CallLog:HistorySchedule%")] TimerInfo timer, CancellationToken cancellation) => series.Seal(cancellation);
}
