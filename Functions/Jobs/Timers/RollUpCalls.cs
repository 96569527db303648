using Microsoft.Azure.Functions.Worker;
using Serverless.CallLog;

namespace Serverless.Jobs.Timers;

/// <summary>
/// Every ten seconds: adds to the statistics what has become final in the call log. That is once in ten minutes; in between this costs no
/// storage call. See <see cref="CallSeries"/>.
/// </summary>
public sealed class RollUpCalls(CallSeries series)
{
    /// <summary>The timer trigger.</summary>
    [Function("roll-up-calls")]
    public Task Run([TimerTrigger("*/10 * * * * *")] TimerInfo timer, CancellationToken cancellation) => series.Seal(cancellation);
}
