using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Serverless.Domain.UserNames;

namespace Serverless.Jobs.Timers;

/// <summary>Every ten minutes: settles the reservations of names that a crash left pending. See <see cref="Names"/>.</summary>
public sealed partial class RepairNames(Names names, ILogger<RepairNames> logger)
{
    /// <summary>The timer trigger.</summary>
    [Function("repair-names")]
    public async Task Run([TimerTrigger("0 */10 * * * *")] TimerInfo timer, CancellationToken cancellation)
    {
        var (kept, deleted) = await names.Repair(cancellation);
        if (kept + deleted > 0)
        {
            LogRepaired(logger, kept, deleted);
        }
    }

    [LoggerMessage(231, LogLevel.Warning, "Calls that did not finish left reservations of names: {Sealed} are sealed now, {Deleted} deleted.")]
    private static partial void LogRepaired(ILogger logger, int @sealed, int deleted);
}
