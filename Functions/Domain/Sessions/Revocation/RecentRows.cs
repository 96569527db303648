using System.Collections.Concurrent;

namespace Serverless.Domain.Sessions.Revocation;

/// <summary>
/// Caches rows by key, for a limited time and in a limited number. The cache has two halves. When the newer half is full, the older half is dropped. Rows
/// that are used move to the newer half, so rows in use stay cached.
/// </summary>
/// <param name="age">How long a row is kept.</param>
/// <param name="time">The clock that measures the age.</param>
/// <param name="mayKeep">
/// Returns whether a row may be kept. The arguments are the user id, the record id, and the timestamp when the read began. No row is removed between this
/// call and the write.
/// </param>
internal sealed class RecentRows<T>(TimeSpan age, TimeProvider time, Func<long, long, long, bool> mayKeep)
    where T : class
{
    /// <summary>The maximum number of rows in a half: about 5 MB.</summary>
    public const int HalfCapacity = 10_000;

    private readonly Lock _writing = new();
    private ConcurrentDictionary<(long UserId, long RecordId), (T Row, long Kept)> _young = new();
    private ConcurrentDictionary<(long UserId, long RecordId), (T Row, long Kept)> _old = new();
    private int _count;

    /// <summary>Returns the row if it is cached and not too old.</summary>
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
                if (_old.ContainsKey(key)) // it may have been removed in the meantime
                {
                    Add(key, kept);
                }
            }

            return kept.Row;
        }

        return null;
    }

    /// <summary>Caches a row that was just read, and returns it.</summary>
    /// <param name="userId">The id of the user that the row belongs to.</param>
    /// <param name="recordId">The record id of the row.</param>
    /// <param name="row">The row; null is not cached.</param>
    /// <param name="started">The timestamp when the read began.</param>
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

    /// <summary>Removes a row from the cache.</summary>
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
