using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Serverless.Accounts;
using Serverless.Accounts.Index;
using Serverless.Email;
using Serverless.Pipeline;
using Serverless.Storage.Forms;
using Serverless.Storage.Outages;

namespace Serverless.Storage;

/// <summary>
/// Checks the form of the stored data, and makes tables, queues and root, before the first call is taken. If storage does not answer or the data must
/// be migrated first, the app starts all the same: calls are answered with 503, and this goes on in the background.
/// </summary>
public sealed partial class StorageSetup(
    StoredForm form,
    Migrate migrate,
    WatchForm watch,
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
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(8);

    /// <summary>How long the start waits for the user index to be built. With many users it takes longer, and lists answer 503 until then.</summary>
    private static readonly TimeSpan Build = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _stopping = new();
    private Task _retries = Task.CompletedTask;

    /// <inheritdoc />
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // Storage that hangs does not keep the host from serving: it is tried again in the background.
        StorageBudget.Begin(LongestStart);
        if (!await TryRun(mayMigrate: false, cancellationToken))
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
        while (!await TryMigrate(cancellation))
        {
            await Task.Delay(Pause, TimeProvider.System, cancellation);
        }

        LogReady(logger);
    }

    private async Task<bool> TryMigrate(CancellationToken cancellation)
    {
        try
        {
            return await TryRun(mayMigrate: true, cancellation);
        }
        // Every exception: nobody waits for this task, and without another try the app would answer 503 for ever.
#pragma warning disable CA1031
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogFailed(logger, exception);
            return false;
        }
    }

    /// <param name="mayMigrate">Whether there is time: the host waits for the start, and a migration can take minutes.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    private async Task<bool> TryRun(bool mayMigrate, CancellationToken cancellation)
    {
        using var exemption = FormGate.Exemption();
        try
        {
            if (await form.Check(cancellation) is not { } row)
            {
                return false;
            }

            await Task.WhenAll(
            [
                .. tables.All.Select(table => table.CreateIfNotExistsAsync(cancellation)),
                emailQueue.Create(cancellation),
                eraseQueue.Create(cancellation),
                indexQueue.Create(cancellation),
                notificationQueue.Create(cancellation),
            ]);
            if (row.Form != DataForm.Current && !(mayMigrate && await migrate.Run(row, cancellation) && await form.Check(cancellation) is not null))
            {
                return false;
            }

            await Task.WhenAll(ensureRoot.Run(cancellation), PrepareIndex(cancellation));
            watch.Start();
            return true;
        }
        catch (Exception exception) when (StorageFailure.IsOutage(exception, cancellation))
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

    [LoggerMessage(311, LogLevel.Error, "Storage is unavailable, so tables cannot be created; trying again every 3 s. Calls are answered with 503. Check AzureWebJobsStorage. {Reason}")]
    private static partial void LogStorageAway(ILogger logger, string reason);

    [LoggerMessage(379, LogLevel.Error, "The stored data could not be made ready; trying again every 3 s. Calls are answered with 503.")]
    private static partial void LogFailed(ILogger logger, Exception exception);

    [LoggerMessage(312, LogLevel.Information, "Storage is available; created the tables.")]
    private static partial void LogReady(ILogger logger);
}
