using System.Diagnostics.CodeAnalysis;

namespace Serverless.Domain.RateLimits;

/// <summary>
/// A map whose entries expire when they were not written for between one and two times <paramref name="lifetime"/>. Its memory is
/// bounded: at <paramref name="capacity"/> entries it begins a new generation early and drops the oldest entries. Not thread-safe: callers must
/// use a lock.
/// </summary>
/// <param name="capacity">The entries of one generation; there are two.</param>
/// <param name="lifetime">The lifetime of an entry, in ticks.</param>
internal sealed class Generations<TKey, TValue>(int capacity, long lifetime)
    where TKey : notnull
{
    private Dictionary<TKey, TValue> _young = [];
    private Dictionary<TKey, TValue> _old = [];
    private long _born;

    /// <summary>Gets the number of entries. An entry in both generations counts twice.</summary>
    public int Count => _young.Count + _old.Count;

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value) => _young.TryGetValue(key, out value) || _old.TryGetValue(key, out value);

    public void Set(TKey key, TValue value, long now)
    {
        if (now - _born >= lifetime || (_young.Count >= capacity && !_young.ContainsKey(key)))
        {
            (_old, _young) = (_young, _old);
            _young.Clear();
            _born = now;
        }

        _young[key] = value;
    }
}
