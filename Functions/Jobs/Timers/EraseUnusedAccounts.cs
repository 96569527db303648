using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Serverless.Domain.Users;

namespace Serverless.Jobs.Timers;

/// <summary>Once an hour: erases temporary accounts that nobody used for <c>SignUp__TemporaryDays</c>.</summary>
public sealed partial class EraseUnusedAccounts(UnusedAccounts accounts, ILogger<EraseUnusedAccounts> logger)
{
    /// <summary>The timer trigger.</summary>
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
