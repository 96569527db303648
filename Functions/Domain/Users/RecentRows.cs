using System.Collections.Concurrent;

namespace Serverless.Domain.Users;

/// <summary>
/// Rows by their key, for a limited time and in limited number: two halves, and when the younger is full the older is forgotten. What is
/// used moves to the younger half, so what is in use stays.
/// </summary>
/// <param name="age">How long a row is kept.</param>
/// <param name="time">Measures it.</param>
/// <param name="mayKeep">Whether the row of a user id and a record id may be kept that was read since a timestamp. Nothing is removed between the answer and the keeping.</param>
internal sealed class RecentRows<T>(TimeSpan age, TimeProvider time, Func<long, long, long, bool> mayKeep)
    where T : class
{
    /// <summary>The most rows in a half: some 5 MB.</summary>
    public const int HalfCapacity = 10_000;

    private readonly Lock _writing = new();
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
            lock (_writing)
            {
                if (_old.ContainsKey(key)) // it may have been removed this moment
                {
                    Add(key, kept);
                }
            }

            return kept.Row;
        }

        return null;
    }

    /// <summary>Keeps a row that was just read, and returns it.</summary>
    /// <param name="userId">Whose row.</param>
    /// <param name="recordId">Its record id.</param>
    /// <param name="row">The row; null is not kept.</param>
    /// <param name="started">When the read began, a timestamp.</param>
    public T? Keep(long userId, long recordId, T? row, long started)
    {
        if (row is not null)
        {
            lock (_writing)
            {
                if (mayKeep(userId, recordId, started))
                {
                    Add((userId, recordId), (row, time.GetTimestamp()));
                }
            }
        }

        return row;
    }

    /// <summary>Forgets a row.</summary>
    public void Remove(long userId, long recordId)
    {
        lock (_writing)
        {
            _old.TryRemove((userId, recordId), out _);
            _count -= _young.TryRemove((userId, recordId), out _) ? 1 : 0;
        }
    }

    private bool IsFresh(long kept) => time.GetElapsedTime(kept) < age;

    private void Add((long UserId, long RecordId) key, (T Row, long Kept) entry)
    {
        _count += _young.ContainsKey(key) ? 0 : 1;
        _young[key] = entry;
        if (_count >= HalfCapacity)
        {
            (_old, _young, _count) = (_young, new(), 0);
        }
    }
}
