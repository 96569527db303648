using Microsoft.Azure.Functions.Worker;
using Serverless.CallLog;

namespace Serverless.Jobs.Timers;

/// <summary>
/// Every minute: adds to the statistics what has become final in the call log, which happens once in ten minutes (<see cref="CallSeries"/>), and
/// takes erased users out of what is final (<see cref="EraseCallers"/>).
/// </summary>
public sealed class RollUpHistory(CallSeries series, EraseCallers erase)
{
    /// <summary>The timer trigger.</summary>
    [Function("roll-up-history")]
    public async Task Run([TimerTrigger("%CallLog:HistorySchedule%")] TimerInfo timer, CancellationToken cancellation)
    {
        await series.Seal(cancellation);
        await erase.Run(cancellation);
    }
}
