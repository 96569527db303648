using System.Diagnostics.CodeAnalysis;

namespace Serverless.Domain.RateLimits;

/// <summary>
/// A map that forgets: what was not written for at least one <paramref name="lifetime"/>, and never later than two, is gone. Its
/// memory is bounded: at <paramref name="capacity"/> entries it begins a new generation early and forgets the oldest. Not safe for
/// several threads at once: who uses it locks.
/// </summary>
/// <param name="capacity">The entries of one generation; there are two.</param>
/// <param name="lifetime">In ticks.</param>
internal sealed class Generations<TKey, TValue>(int capacity, long lifetime)
    where TKey : notnull
{
    private Dictionary<TKey, TValue> _young = [];
    private Dictionary<TKey, TValue> _old = [];
    private long _born;

    /// <summary>How many entries there are, those with a younger twin counted twice.</summary>
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
