using Microsoft.Azure.Functions.Worker;
using Serverless.Domain.CallLog;

namespace Serverless.Jobs.Timers;

/// <summary>
/// Stores the latest statistics every ten seconds, so that each of many readers costs one read. Without it they are computed on demand. See
/// <see cref="CallSeries"/>.
/// </summary>
public sealed class RollUpLatest(CallSeries series)
{
    /// <summary>Runs when the timer fires.</summary>
    [Function("roll-up-latest")]
    public Task Run([TimerTrigger("%CallLog:LatestSchedule%")] TimerInfo timer, CancellationToken cancellation) => series.Refresh(cancellation);
}
