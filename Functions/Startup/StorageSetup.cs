using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Serverless.Domain.Users;
using Serverless.Domain.Users.Index;
using Serverless.Security;
using Serverless.Storage;
using Serverless.Storage.Forms;
using Serverless.Storage.Outages;

namespace Serverless.Startup;

/// <summary>
/// Checks the form of the stored data, and creates tables, queues and root, while the rest of the app starts. Calls that need storage meanwhile wait for
/// it (<see cref="FormGate"/>). If storage does not respond or the data must be migrated first, the app starts nevertheless: calls get the response
/// 503, and the setup continues in the background.
/// </summary>
public sealed partial class StorageSetup(
    StoredForm form,
    FormState state,
    FormRows rows,
    Migrate migrate,
    WatchForm watch,
    Tables tables,
    IEnumerable<MessageQueue> queues,
    IndexQueue indexQueue,
    EnsureRoot ensureRoot,
    UserIndex index,
    EraseUser eraseUser,
    FollowUps followUps,
    ILogger<StorageSetup> logger)
    : IHostedService, IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(8);

    /// <summary>
    /// The time for which the start waits for the user index to be built. With many users the build takes longer; until then lists are read from the users.
    /// </summary>
    private static readonly TimeSpan Build = TimeSpan.FromSeconds(3);

    // Long enough after the first call, which often is what started the instance.
    private static readonly TimeSpan Repair = TimeSpan.FromSeconds(15);

    private readonly CancellationTokenSource _stopping = new();
    private Task _retries = Task.CompletedTask;

    /// <summary>Gets the names of all tables and queues, and the version of the user index.</summary>
    private string Everything =>
        string.Join(' ', [.. tables.FullNames, .. queues.Select(queue => queue.Name).Order(StringComparer.Ordinal), $"index:{PackedListing.Version}"]);

    /// <inheritdoc />
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // Storage that does not respond must not keep the host from serving: the setup is tried again in the background.
        StorageBudget.Begin(LongestStart);
        try
        {
            if (!await TryRun(mayMigrate: false, cancellationToken))
            {
                _retries = RunUntilDone(_stopping.Token);
            }
        }
        finally
        {
            state.Start();
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
        await TryUntilDone(cancellation);
        LogReady(logger);
    }

    private async Task TryUntilDone(CancellationToken cancellation)
    {
        StorageBudget.Leave();
        while (!await TryMigrate(cancellation))
        {
            await Task.Delay(Pause, TimeProvider.System, cancellation);
        }
    }

    private async Task<bool> TryMigrate(CancellationToken cancellation)
    {
        try
        {
            return await TryRun(mayMigrate: true, cancellation);
        }
        // Every exception: no code awaits this task, and without another attempt the app would respond with 503 permanently.
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

            if (row.Form == DataForm.Current && row.Made == Everything && !mayMigrate)
            {
                _retries = MakeLater(_stopping.Token);
            }
            else if (!await Make(row, mayMigrate, cancellation))
            {
                return false;
            }

            watch.Start();
            return true;
        }
        catch (Exception exception) when (StorageFailure.IsOutage(exception, cancellation))
        {
            LogStorageAway(logger, StorageFailure.Describe(exception));
            return false;
        }
        catch (ServiceBusyException)
        {
            LogBusy(logger);
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

    /// <summary>Creates missing tables, queues and rows, and brings the data into the current form.</summary>
    private async Task<bool> Make(FormRow row, bool mayMigrate, CancellationToken cancellation)
    {
        await Task.WhenAll([tables.Create(cancellation), .. queues.Select(queue => queue.Create(cancellation))]);
        if (row.Form != DataForm.Current)
        {
            if (!mayMigrate || !await migrate.Run(row, cancellation) || await form.Check(cancellation) is not { } migrated)
            {
                return false;
            }

            row = migrated;
        }

        await Task.WhenAll(ensureRoot.Run(cancellation), PrepareIndex(cancellation));
        if (row.Made != Everything)
        {
            await rows.TryWrite(row with { Made = Everything }, cancellation); // if it fails, a faster instance wrote an equal row
        }

        state.Open();
        return true;
    }

    /// <summary>
    /// Creates tables and queues again that were deleted since. An instance starts with one read where everything existed before, so this runs a
    /// little later.
    /// </summary>
    private async Task MakeLater(CancellationToken cancellation)
    {
        await Task.Delay(Repair, TimeProvider.System, cancellation);
        using var scope = StorageTransactions.OfCallLog(); // belongs to no call
        await TryUntilDone(cancellation);
    }

    [LoggerMessage(311, LogLevel.Error, "Storage is unavailable, so tables cannot be created; trying again every 3 s. Calls are answered with 503. Check AzureWebJobsStorage. {Reason}")]
    private static partial void LogStorageAway(ILogger logger, string reason);

    [LoggerMessage(328, LogLevel.Warning, "This machine is too busy to hash root's password; trying again every 3 s. Calls are answered with 503.")]
    private static partial void LogBusy(ILogger logger);

    [LoggerMessage(379, LogLevel.Error, "The stored data could not be made ready; trying again every 3 s. Calls are answered with 503.")]
    private static partial void LogFailed(ILogger logger, Exception exception);

    [LoggerMessage(312, LogLevel.Information, "Storage is available; created the tables.")]
    private static partial void LogReady(ILogger logger);
}
