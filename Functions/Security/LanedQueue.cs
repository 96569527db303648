using System.Diagnostics.CodeAnalysis;

namespace Serverless.Security;

/// <summary>
/// A queue of work that waits for a thread. The groups take turns, and so do the lanes of a group; each lane is first in, first out. Thread-safe.
/// </summary>
internal sealed class LanedQueue
{
    private readonly object _lock = new();
    private readonly Dictionary<(object Key, HashGroup Group), Lane> _lanes = [];
    private readonly Queue<Lane>[] _ready = [.. Enum.GetValues<HashGroup>().Select(_ => new Queue<Lane>())];
    private int _turn;
    private bool _isComplete;

    /// <summary>Gets the number of pieces of work that wait.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _lanes.Values.Sum(lane => lane.Waiting.Count);
            }
        }
    }

    /// <summary>Adds work to a lane.</summary>
    public void Add(HashLane lane, Action work)
    {
        lock (_lock)
        {
            var key = (lane.Key ?? new object(), lane.Group);
            if (!_lanes.TryGetValue(key, out var found))
            {
                _lanes.Add(key, found = new Lane(key, lane.IsSerial));
            }

            found.Waiting.Enqueue(work);
            Offer(found);
        }
    }

    /// <summary>Completes the queue: nothing more is added.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            _isComplete = true;
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Waits for the next work. After the work, <see cref="Leave"/> must follow.</summary>
    /// <returns>False if the queue is complete and empty.</returns>
    public bool TryTake([NotNullWhen(true)] out Action? work, [NotNullWhen(true)] out Lane? lane)
    {
        lock (_lock)
        {
            while (!TryNext(out lane))
            {
                if (_isComplete)
                {
                    work = null;
                    return false;
                }

                Monitor.Wait(_lock);
            }

            lane.IsReady = false;
            lane.Running++;
            work = lane.Waiting.Dequeue();
            Offer(lane);
            return true;
        }
    }

    /// <summary>Ends a lane's work, so that the lane may have the next turn.</summary>
    public void Leave(Lane lane)
    {
        lock (_lock)
        {
            lane.Running--;
            Offer(lane);
            if (lane is { Running: 0, Waiting.Count: 0 })
            {
                _lanes.Remove(lane.Key);
            }
        }
    }

    private bool TryNext([NotNullWhen(true)] out Lane? lane)
    {
        for (var i = 0; i < _ready.Length; i++)
        {
            var group = _ready[_turn];
            _turn = (_turn + 1) % _ready.Length;
            if (group.TryDequeue(out lane))
            {
                return true;
            }
        }

        lane = null;
        return false;
    }

    private void Offer(Lane lane)
    {
        if (!lane.IsReady && lane.Waiting.Count > 0 && (lane.Running == 0 || !lane.IsSerial))
        {
            lane.IsReady = true;
            _ready[(int)lane.Key.Group].Enqueue(lane);
            Monitor.Pulse(_lock);
        }
    }

    /// <summary>The work of one lane.</summary>
    internal sealed class Lane((object Key, HashGroup Group) key, bool isSerial)
    {
        public (object Key, HashGroup Group) Key => key;

        public bool IsSerial => isSerial;

        public Queue<Action> Waiting { get; } = new();

        public int Running { get; set; }

        public bool IsReady { get; set; }
    }
}
