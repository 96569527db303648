using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Serverless.Accounts;
using Serverless.Accounts.Index;

namespace Serverless.Jobs.Timers;

/// <summary>Every five minutes: brings into the index, and erases, what calls announced and did not finish. One transaction when there is nothing to do.</summary>
public sealed partial class RepairUserIndex(UserIndex index, EraseUser eraseUser, ILogger<RepairUserIndex> logger)
{
    /// <summary>The timer trigger.</summary>
    [Function("repair-user-index")]
    public async Task Run([TimerTrigger("30 */5 * * * *")] TimerInfo timer, CancellationToken cancellation)
    {
        var left = await index.Repair(cancellation);
        foreach (var id in left)
        {
            await eraseUser.Finish(id, cancellation);
        }

        if (left.Count > 0)
        {
            LogRepaired(logger, left.Count);
        }
    }

    [LoggerMessage(232, LogLevel.Warning, "Calls that did not finish left changes of {Count} users out of the index; they are in it now.")]
    private static partial void LogRepaired(ILogger logger, int count);
}
