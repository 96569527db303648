using System.Collections.Concurrent;

namespace Serverless.Accounts;

/// <summary>
/// Rows by their key, for a limited time and in limited number: two halves, and when the younger is full the older is forgotten. What is
/// used moves to the younger half, so what is in use stays.
/// </summary>
/// <param name="age">How long a row is kept.</param>
/// <param name="time">Measures it.</param>
internal sealed class RecentRows<T>(TimeSpan age, TimeProvider time)
    where T : class
{
    /// <summary>The most rows in a half: some 5 MB.</summary>
    public const int HalfCapacity = 10_000;

    private readonly Lock _turn = new();
    private ConcurrentDictionary<(long UserId, long RecordId), (T Row, long Kept)> _young = new();
    private ConcurrentDictionary<(long UserId, long RecordId), (T Row, long Kept)> _old = new();
    private int _count;

    /// <summary>The row if it was kept and is not too old.</summary>
    public T? Find(long userId, long recordId)
    {
        var key = (userId, recordId);
        if (_young.TryGetValue(key, out var kept))
        {
            return IsFresh(kept.Kept) ? kept.Row : null;
        }

        if (_old.TryGetValue(key, out kept) && IsFresh(kept.Kept))
        {
            Add(key, kept);
            return kept.Row;
        }

        return null;
    }

    /// <summary>Keeps a row that was just read, and returns it.</summary>
    public T? Keep(long userId, long recordId, T? row)
    {
        if (row is not null)
        {
            Add((userId, recordId), (row, time.GetTimestamp()));
        }

        return row;
    }

    private bool IsFresh(long kept) => time.GetElapsedTime(kept) < age;

    private void Add((long UserId, long RecordId) key, (T Row, long Kept) entry)
    {
        if (!_young.TryAdd(key, entry))
        {
            _young[key] = entry;
            return;
        }

        if (Interlocked.Increment(ref _count) >= HalfCapacity)
        {
            lock (_turn)
            {
                if (_count >= HalfCapacity)
                {
                    (_old, _young, _count) = (_young, new(), 0);
                }
            }
        }
    }
}
