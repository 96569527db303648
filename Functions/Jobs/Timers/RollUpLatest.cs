using Microsoft.Azure.Functions.Worker;
using Serverless.Domain.CallLog;

namespace Serverless.Jobs.Timers;

/// <summary>
/// Every ten seconds: writes the latest statistics down, so that many who ask cost one read each. Without it they are computed when somebody
/// asks. See <see cref="CallSeries"/>.
/// </summary>
public sealed class RollUpLatest(CallSeries series)
{
    /// <summary>The timer trigger.</summary>
    [Function("roll-up-latest")]
    public Task Run([TimerTrigger("%CallLog:LatestSchedule%")] TimerInfo timer, CancellationToken cancellation) => series.Refresh(cancellation);
}
