using Microsoft.Extensions.Logging;
using Serverless.LocalHost.Sockets;
using Serverless.Storage.Outages;

namespace Serverless.Sockets;

// How several local hosts reach each other's sockets
// --------------------------------------------------
//   an instance with sockets                         an instance on which something happens to a user
//   1. a row that says so, before it authenticates   1. the change itself
//      the first socket                              2. it looks whether another instance has sockets: one request for all that happened meanwhile
//   2. looks for new signals every second            3. only then, a row with the signals
//   3. renews its row, and deletes old ones
//   4. deletes its row after the last socket
//
// If the look comes before the row of an instance, the change came before that, too, and the credential is authenticated as it is after the change. So no
// close gets lost between the two. Rows are named by the clock that all instances agree on; a look goes back further than a write can take.

/// <summary>Carries pushes and closes between local hosts, by rows of table Counters. While no socket is open, nothing is written, and nobody looks for anything.</summary>
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
        // What is there already is older than any socket of this process.
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

            // Whoever came before may have taken this one along.
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
            // This caller tries again; with it goes what others brought.
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

            await Try(() => Look(receive, seen));
            if (looks % SignalRows.LooksPerRenewal == 0)
            {
                await Try(() => rows.Register(CancellationToken.None));
                await Try(() => rows.DeleteOld(CancellationToken.None));
            }
        }
    }

    private async Task Look(Action<SocketSignal> receive, HashSet<string> seen)
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
        // Every exception: the next look comes in a second. A socket that misses a close is anonymous all the same.
#pragma warning disable CA1031
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogMissed(logger, StorageFailure.Describe(exception));
        }
    }

    [LoggerMessage(503, LogLevel.Warning, "Signals for sockets could not be read or written; trying again in a second. {Reason}")]
    private static partial void LogMissed(ILogger logger, string reason);
}
