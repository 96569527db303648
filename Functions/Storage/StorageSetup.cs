using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Serverless.Accounts;
using Serverless.Accounts.Index;
using Serverless.Email;
using Serverless.Pipeline;

namespace Serverless.Storage;

/// <summary>
/// Makes tables, queue and root before the first call is taken. If storage does not answer, the app starts all the same: calls
/// that need storage are answered with 503, and this keeps trying.
/// </summary>
public sealed partial class StorageSetup(
    Tables tables,
    EmailQueue emailQueue,
    EraseQueue eraseQueue,
    IndexQueue indexQueue,
    NotificationQueue notificationQueue,
    EnsureRoot ensureRoot,
    UserIndex index,
    EraseUser eraseUser,
    FollowUps followUps,
    ILogger<StorageSetup> logger) : IHostedService, IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);

    /// <summary>How long the start waits for the user index to be built. With many users it takes longer, and lists answer 503 until then.</summary>
    private static readonly TimeSpan Build = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _stopping = new();
    private Task _retries = Task.CompletedTask;

    /// <inheritdoc />
    public async Task StartAsync(CancellationToken cancellationToken)
    {
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
                indexQueue.Create(cancellation),
                notificationQueue.Create(cancellation),
            ]);
            await Task.WhenAll(ensureRoot.Run(cancellation), PrepareIndex(cancellation));
            return true;
        }
        catch (Exception exception) when (StorageFailure.IsOutage(exception))
        {
            LogStorageAway(logger, StorageFailure.Describe(exception));
            return false;
        }
    }

    private async Task PrepareIndex(CancellationToken cancellation)
    {
        if (!await index.IsReady(cancellation))
        {
            var built = new TaskCompletionSource();
            followUps.Start(async stop =>
            {
                try
                {
                    if (await index.Fold(eraseUser.Finish, stop))
                    {
                        await indexQueue.Continue(stop);
                    }
                }
                finally
                {
                    built.TrySetResult();
                }
            });
            await Task.WhenAny(built.Task, Task.Delay(Build, TimeProvider.System, cancellation));
        }
    }

    [LoggerMessage(311, LogLevel.Error, "Storage does not answer, so tables cannot be made; trying again. Check AzureWebJobsStorage. {Reason}")]
    private static partial void LogStorageAway(ILogger logger, string reason);

    [LoggerMessage(312, LogLevel.Information, "Storage answers; tables are made.")]
    private static partial void LogReady(ILogger logger);
}
