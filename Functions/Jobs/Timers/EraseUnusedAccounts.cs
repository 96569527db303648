using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Serverless.Domain.Users;

namespace Serverless.Jobs.Timers;

/// <summary>Erases temporary accounts that were unused for <c>SignUp__TemporaryDays</c>, once an hour.</summary>
public sealed partial class EraseUnusedAccounts(UnusedAccounts accounts, ILogger<EraseUnusedAccounts> logger)
{
    /// <summary>Runs when the timer fires.</summary>
    [Function("erase-unused-accounts")]
    public async Task Run([TimerTrigger("0 50 * * * *")] TimerInfo timer, CancellationToken cancellation)
    {
        if (await accounts.Erase(cancellation) is > 0 and var count)
        {
            LogErased(logger, count);
        }
    }

    [LoggerMessage(244, LogLevel.Information, "Erased {Count} unused temporary accounts.")]
    private static partial void LogErased(ILogger logger, int count);
}
