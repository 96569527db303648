using Azure.Data.Tables;
using Serverless.Security;

namespace Serverless.Limits;

/// <summary>
/// One row of table Limits in the hands of the calls on this instance that need it now: what one of them has counted, the others know
/// at once, and no more of them go ahead together than would be allowed if all of them failed.
/// </summary>
internal sealed class LimitRow(string key, Action<LimitRow> release) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private TaskCompletionSource _change = New();
    private bool _isOurs;
    private int _ahead;

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
        while (true)
        {
            Task change;
            lock (_lock)
            {
                var state = look(Stored);
                if (state.IsLimited)
                {
                    return state;
                }

                if (_ahead < Math.Min(atOnce, Math.Max(1, state.Remaining)))
                {
                    _ahead++;
                    return state;
                }

                change = _change.Task;
            }

            var left = Patience - TimeProvider.System.GetElapsedTime(began);
            try
            {
                await change.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, cancellation);
            }
            catch (TimeoutException)
            {
                throw new ServiceBusyException(Patience);
            }
        }
    }

    /// <summary>Lets the next one go ahead.</summary>
    public void Leave()
    {
        TaskCompletionSource change;
        lock (_lock)
        {
            _ahead--;
            (change, _change) = (_change, New());
        }

        change.SetResult();
    }

    public void Dispose() => release(this);

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
