using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Serverless.Domain.UserNames;

namespace Serverless.Jobs.Timers;

/// <summary>Resolves reservations of names that a crash left pending, every ten minutes. See <see cref="Names"/>.</summary>
public sealed partial class RepairNames(Names names, ILogger<RepairNames> logger)
{
    /// <summary>Runs when the timer fires.</summary>
    [Function("repair-names")]
    public async Task Run([TimerTrigger("0 */10 * * * *")] TimerInfo timer, CancellationToken cancellation)
    {
        var (kept, deleted) = await names.Repair(cancellation);
        if (kept + deleted > 0)
        {
            LogRepaired(logger, kept, deleted);
        }
    }

    [LoggerMessage(231, LogLevel.Warning, "Repaired reservations of names that interrupted calls left: {Sealed} finalised, {Deleted} deleted.")]
    private static partial void LogRepaired(ILogger logger, int @sealed, int deleted);
}
