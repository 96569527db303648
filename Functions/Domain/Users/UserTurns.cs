using Serverless.Storage.Outages;

namespace Serverless.Domain.Users;

/// <summary>
/// Lets changes of one user run one after another in this process, so that they do not defeat each other's optimistic concurrency. Other processes are
/// not held back. Changes of different users never wait for each other.
/// </summary>
/// <remarks>
/// A change that waited for <see cref="Longest"/>, or for the rest of its call's time, goes on without its turn. It is still correct, because the ETag
/// of the user row is checked.
/// </remarks>
public sealed class UserTurns
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<long, Queue> _queues = [];

    /// <summary>Waits for the turn of a change. The change ends its turn by disposing the returned value.</summary>
    /// <param name="userId">The id of the user to change.</param>
    /// <param name="cancellation">Cancels the wait.</param>
    public async Task<Turn> Take(long userId, CancellationToken cancellation)
    {
        Queue? queue;
        lock (_lock)
        {
            if (!_queues.TryGetValue(userId, out queue))
            {
                _queues.Add(userId, queue = new());
            }

            queue.Members++;
        }

        var hasWaited = !queue.Gate.Wait(0, CancellationToken.None);
        bool isHolder;
        try
        {
            isHolder = !hasWaited || await queue.Gate.WaitAsync(StorageBudget.AtMost(Longest), cancellation);
        }
        catch
        {
            Leave(userId, queue);
            throw;
        }

        return new(this, userId, queue, isHolder, hasWaited);
    }

    private void Leave(long userId, Queue queue)
    {
        lock (_lock)
        {
            if (--queue.Members == 0)
            {
                _queues.Remove(userId);
                queue.Gate.Dispose();
            }
        }
    }

    internal sealed class Queue
    {
        public SemaphoreSlim Gate { get; } = new(1, 1);

        public int Members { get; set; }
    }

    /// <summary>Represents the turn of one change.</summary>
    public sealed class Turn : IDisposable
    {
        private readonly UserTurns _turns;
        private readonly long _userId;
        private readonly Queue _queue;
        private readonly bool _isHolder;

        internal Turn(UserTurns turns, long userId, Queue queue, bool isHolder, bool hasWaited) =>
            (_turns, _userId, _queue, _isHolder, HasWaited) = (turns, userId, queue, isHolder, hasWaited);

        /// <summary>Gets whether another change came first, so that the user may have changed since they were read.</summary>
        public bool HasWaited { get; }

        /// <inheritdoc />
        public void Dispose()
        {
            if (_isHolder)
            {
                _queue.Gate.Release();
            }

            _turns.Leave(_userId, _queue);
        }
    }
}
