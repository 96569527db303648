using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Serverless.Accounts;
using Serverless.Email;
using Serverless.Pipeline;
using Serverless.Storage.Outages;

namespace Serverless.Storage;

/// <summary>
/// Makes tables, queue and root before the first call is taken. If storage does not answer, the app starts all the same: calls
/// that need storage are answered with 503, and this keeps trying.
/// </summary>
public sealed partial class StorageSetup(Tables tables, EmailQueue emailQueue, EraseQueue eraseQueue, NotificationQueue notificationQueue, EnsureRoot ensureRoot, ILogger<StorageSetup> logger) : IHostedService, IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(8);

    private readonly CancellationTokenSource _stopping = new();
    private Task _retries = Task.CompletedTask;

    /// <inheritdoc />
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // Storage that hangs does not keep the host from serving: it is tried again in the background.
        StorageBudget.Begin(LongestStart);
        if (!await TryRun(cancellationToken))
        {
            _retries = RunUntilDone(_stopping.Token);
        }
    }

    /// <inheritdoc />
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _retries.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc />
    public void Dispose() => _stopping.Dispose();

    private async Task RunUntilDone(CancellationToken cancellation)
    {
        StorageBudget.Leave();
        do
        {
            await Task.Delay(Pause, TimeProvider.System, cancellation);
        }
        while (!await TryRun(cancellation));

        LogReady(logger);
    }

    private async Task<bool> TryRun(CancellationToken cancellation)
    {
        try
        {
            await Task.WhenAll(
            [
                .. tables.All.Select(table => table.CreateIfNotExistsAsync(cancellation)),
                emailQueue.Create(cancellation),
                eraseQueue.Create(cancellation),
                notificationQueue.Create(cancellation),
            ]);
            await ensureRoot.Run(cancellation);
            return true;
        }
        catch (Exception exception) when (StorageFailure.IsOutage(exception, cancellation))
        {
            LogStorageAway(logger, StorageFailure.Describe(exception));
            return false;
        }
    }

    [LoggerMessage(311, LogLevel.Error, "Storage is unavailable, so tables cannot be created; trying again every 3 s. Calls are answered with 503. Check AzureWebJobsStorage. {Reason}")]
    private static partial void LogStorageAway(ILogger logger, string reason);

    [LoggerMessage(312, LogLevel.Information, "Storage is available; created the tables.")]
    private static partial void LogReady(ILogger logger);
}
