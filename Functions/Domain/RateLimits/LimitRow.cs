using Azure.Data.Tables;
using Serverless.Security;

namespace Serverless.Domain.RateLimits;

/// <summary>
/// One row of table Limits in the hands of the calls on this instance that need it now: what one of them has counted, the others know
/// at once, and no more of them go ahead together than would be allowed if all of them failed.
/// </summary>
internal sealed class LimitRow(string key, Action<LimitRow> release) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource> _waiting = new();
    private bool _isOurs;
    private int _ahead;
    private int _promised; // turns of those who were woken and do not run yet: nobody who comes now takes them

    public string Key => key;

    /// <summary>Calls that hold this; counted by <see cref="SharedLimits"/>.</summary>
    public int Holders { get; set; }

    /// <summary>One write at a time, or the calls of one instance would stand in each other's way.</summary>
    public SemaphoreSlim Writing { get; } = new(1, 1);

    /// <summary>The row as far as it is known; null if there is none.</summary>
    public TableEntity? Stored { get; private set; }

    /// <summary>Takes note of what was read, unless this instance knows better by now.</summary>
    public void UseRead(TableEntity? row)
    {
        lock (_lock)
        {
            Stored = _isOurs ? Stored : row;
        }
    }

    /// <summary>Takes note of what is in the table now.</summary>
    public void Written(TableEntity? row)
    {
        lock (_lock)
        {
            (Stored, _isOurs) = (row, true);
        }
    }

    /// <summary>Waits until the call may go ahead; then <see cref="Leave"/> must follow.</summary>
    /// <param name="look">How the one stands whom the row counts for.</param>
    /// <param name="atOnce">So many at once at most.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>How he stands; if he is limited, the call must not go ahead, and nothing follows.</returns>
    /// <exception cref="ServiceBusyException">There was no room for five seconds.</exception>
    public async Task<LimitState> Enter(Func<TableEntity?, LimitState> look, int atOnce, CancellationToken cancellation)
    {
        var began = TimeProvider.System.GetTimestamp(); // how long people really wait
        for (var isPromised = false; ; isPromised = true)
        {
            TaskCompletionSource turn;
            lock (_lock)
            {
                _promised -= isPromised ? 1 : 0;
                var state = look(Stored);
                var room = Math.Min(atOnce, Math.Max(1, state.Remaining)) - _ahead - _promised;
                if (state.IsLimited || room > 1)
                {
                    WakeNext(); // who waits learns the same, or goes ahead, too
                }

                if (state.IsLimited)
                {
                    return state;
                }

                if (room > 0)
                {
                    _ahead++;
                    return state;
                }

                _waiting.Enqueue(turn = new(TaskCreationOptions.RunContinuationsAsynchronously));
            }

            await Wait(turn, Patience - TimeProvider.System.GetElapsedTime(began), cancellation);
        }
    }

    /// <summary>Lets the next one go ahead.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            _ahead--;
            WakeNext();
        }
    }

    public void Dispose() => release(this);

    private async Task Wait(TaskCompletionSource turn, TimeSpan patience, CancellationToken cancellation)
    {
        try
        {
            await turn.Task.WaitAsync(patience > TimeSpan.Zero ? patience : TimeSpan.Zero, cancellation);
        }
        catch (Exception gaveUp) when (gaveUp is TimeoutException or OperationCanceledException)
        {
            lock (_lock)
            {
                if (!turn.TrySetCanceled(CancellationToken.None)) // it was his turn this moment
                {
                    _promised--;
                    WakeNext();
                }
            }

            cancellation.ThrowIfCancellationRequested();
            throw new ServiceBusyException(Patience);
        }
    }

    private void WakeNext()
    {
        while (_waiting.TryDequeue(out var next))
        {
            if (next.TrySetResult())
            {
                _promised++;
                return;
            }
        }
    }
}
