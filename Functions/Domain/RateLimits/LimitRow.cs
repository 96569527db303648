using Serverless.Security;
using Serverless.Storage.Outages;
using Serverless.Storage.Rows;

namespace Serverless.Domain.RateLimits;

/// <summary>
/// One row of table Limits, shared by all calls on this instance that currently need it. A count of one call is visible to the others at once. No
/// more calls proceed together than would be allowed if all of them failed.
/// </summary>
internal sealed class LimitRow(string key, Action<LimitRow> release) : IDisposable
{
    private static readonly TimeSpan ReadyTimeout = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource> _waiting = new();
    private bool _isOurs;
    private int _ahead;
    private int _promised; // turns of calls that were woken and do not run yet; new calls must not take them

    public string Key => key;

    /// <summary>Gets or sets the number of calls that hold the row; counted by <see cref="SharedLimits"/>.</summary>
    public int Holders { get; set; }

    /// <summary>Gets the lock for writes: one at a time, so that calls of one instance do not conflict with each other.</summary>
    public SemaphoreSlim Writing { get; } = new(1, 1);

    /// <summary>Gets the last known version of the row; null if there is none.</summary>
    public CountRow? Stored { get; private set; }

    /// <summary>Stores the result of a read, unless this instance has a newer version.</summary>
    public void UseRead(CountRow? row)
    {
        lock (_lock)
        {
            Stored = _isOurs ? Stored : row;
        }
    }

    /// <summary>Stores the version that is in the table now.</summary>
    public void Written(CountRow? row)
    {
        lock (_lock)
        {
            (Stored, _isOurs) = (row, true);
        }
    }

    /// <summary>Waits until the call may proceed; then <see cref="Leave"/> must follow.</summary>
    /// <param name="look">Returns the state that the row stands for.</param>
    /// <param name="atOnce">The most calls that may proceed at once.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>The state; if it is limited, the call must not proceed, and <see cref="Leave"/> must not be called.</returns>
    /// <exception cref="ServiceBusyException">The call could not proceed within five seconds, or the rest of its <see cref="StorageBudget"/>.</exception>
    public async Task<LimitState> Enter(Func<CountRow?, LimitState> look, int atOnce, CancellationToken cancellation)
    {
        var began = TimeProvider.System.GetTimestamp(); // the real clock: callers wait in real time
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
                    WakeNext(); // the next call gets the same result, or proceeds
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

            await Wait(turn, StorageBudget.AtMost(ReadyTimeout - TimeProvider.System.GetElapsedTime(began)), cancellation);
        }
    }

    /// <summary>Ends the call's turn, and lets the next call proceed.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            _ahead--;
            WakeNext();
        }
    }

    public void Dispose() => release(this);

    private async Task Wait(TaskCompletionSource turn, TimeSpan timeout, CancellationToken cancellation)
    {
        try
        {
            await turn.Task.WaitAsync(timeout > TimeSpan.Zero ? timeout : TimeSpan.Zero, cancellation);
        }
        catch (Exception gaveUp) when (gaveUp is TimeoutException or OperationCanceledException)
        {
            lock (_lock)
            {
                if (!turn.TrySetCanceled(CancellationToken.None)) // the call got its turn at this moment
                {
                    _promised--;
                    WakeNext();
                }
            }

            cancellation.ThrowIfCancellationRequested();
            throw new ServiceBusyException(ReadyTimeout);
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
