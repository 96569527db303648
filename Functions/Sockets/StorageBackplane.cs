using Microsoft.Extensions.Logging;
using Serverless.LocalHost.Sockets;
using Serverless.Storage.Outages;

namespace Serverless.Sockets;

// How several local hosts reach each other's sockets
// --------------------------------------------------
//   An instance with sockets                         An instance on which a user changes
//   1. Writes its row before it authenticates        1. Stores the change.
//      the first socket.                             2. Reads whether another instance has sockets. One request serves all changes
//   2. Reads new signals every second.                  that arrive meanwhile.
//   3. Renews its row, and deletes old rows.         3. If another instance has sockets, writes a row with the signals.
//   4. Deletes its row after the last socket.
//
// No close gets lost between the two. If the changing instance reads before the row of the other instance exists, the change is already stored. The other
// instance then authenticates the credential in its changed state. Rows are named by a clock that all instances share. A read goes back further than a
// write can take.

/// <summary>
/// Carries pushes and closes between local hosts in rows of table Counters. While no socket is open, it writes no rows and does not poll.
/// </summary>
public sealed partial class StorageBackplane(SignalRows rows, ILogger<StorageBackplane> logger) : ISocketBackplane, IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _one = new(1, 1);
    private List<SocketSignal> _pending = [];
    private CancellationTokenSource? _leaving;
    private Task _watch = Task.CompletedTask;

    /// <inheritdoc />
    public async Task Join(Action<SocketSignal> receive, CancellationToken cancellation)
    {
        await rows.Register(cancellation);
        // Signals that exist now are older than any socket of this process.
        var seen = (await rows.Read(cancellation)).Select(signal => signal.Key).ToHashSet();
        _leaving = new CancellationTokenSource();
        _watch = Task.Run(() => Watch(receive, seen, _leaving.Token), CancellationToken.None);
    }

    /// <inheritdoc />
    public async Task Leave()
    {
        if (_leaving is { } leaving)
        {
            await leaving.CancelAsync();
            await _watch;
            leaving.Dispose();
            _leaving = null;
            await Try(() => rows.Unregister(CancellationToken.None));
        }
    }

    /// <inheritdoc />
    public async Task Publish(SocketSignal signal, CancellationToken cancellation)
    {
        lock (_lock)
        {
            _pending.Add(signal);
        }

        await _one.WaitAsync(cancellation);
        try
        {
            List<SocketSignal> signals;
            lock (_lock)
            {
                (signals, _pending) = (_pending, []);
            }

            // An earlier call may have sent this signal with its own.
            if (signals.Count > 0)
            {
                await Send(signals, cancellation);
            }
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task Send(List<SocketSignal> signals, CancellationToken cancellation)
    {
        try
        {
            if (await rows.HasOthers(cancellation))
            {
                await rows.Write(signals, cancellation);
            }
        }
        catch
        {
            // The signals of other calls are kept too, and go out when this caller tries again.
            lock (_lock)
            {
                _pending.AddRange(signals);
            }

            throw;
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _leaving?.Dispose();
        _one.Dispose();
    }

    private async Task Watch(Action<SocketSignal> receive, HashSet<string> seen, CancellationToken leaving)
    {
        StorageBudget.Leave();
        for (var looks = 1; ; looks++)
        {
            await Task.Delay(Every, TimeProvider.System, leaving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (leaving.IsCancellationRequested)
            {
                return;
            }

            await Try(() => ReadSignals(receive, seen));
            if (looks % SignalRows.LooksPerRenewal == 0)
            {
                await Try(() => rows.Register(CancellationToken.None));
                await Try(() => rows.DeleteOld(CancellationToken.None));
            }
        }
    }

    private async Task ReadSignals(Action<SocketSignal> receive, HashSet<string> seen)
    {
        var found = await rows.Read(CancellationToken.None);
        foreach (var signal in found.Where(row => !seen.Contains(row.Key)).SelectMany(row => row.Signals))
        {
            receive(signal);
        }

        seen.Clear();
        seen.UnionWith(found.Select(row => row.Key));
    }

    private async Task Try(Func<Task> work)
    {
        try
        {
            await work();
        }
        // Every exception, because the next read comes in a second. A socket that misses a close is anonymous from its next frame on.
#pragma warning disable CA1031
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogMissed(logger, StorageFailure.Describe(exception));
        }
    }

    [LoggerMessage(503, LogLevel.Warning, "Failed to read or write socket signals. Retrying in a second. If this recurs, check the storage account. {Reason}")]
    private static partial void LogMissed(ILogger logger, string reason);
}
