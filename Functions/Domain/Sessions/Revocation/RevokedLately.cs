using System.Collections.Concurrent;

namespace Serverless.Domain.Sessions.Revocation;

/// <summary>The credentials of the revocations that this instance heard of within some time: two halves, and the older one is forgotten when the time is over.</summary>
/// <param name="hold">The time.</param>
/// <param name="time">Measures it.</param>
internal sealed class RevokedLately(TimeSpan hold, TimeProvider time)
{
    private readonly Lock _lock = new();
    private ConcurrentDictionary<(long UserId, long RecordId), long> _young = new();
    private ConcurrentDictionary<(long UserId, long RecordId), long> _old = new();
    private long _born = time.GetTimestamp();

    /// <summary>Adds the credentials of a revocation. The time begins again for those that are known.</summary>
    public void Add(RevocationRow revocation)
    {
        lock (_lock)
        {
            if (time.GetElapsedTime(_born) >= hold)
            {
                (_old, _young, _born) = (_young, new(), time.GetTimestamp());
            }

            foreach (var record in revocation.Records)
            {
                _young[(revocation.UserId, record)] = time.GetTimestamp();
            }
        }
    }

    /// <summary>Returns whether a credential is among them.</summary>
    public bool Contains(long userId, long recordId) =>
        (_young.TryGetValue((userId, recordId), out var heard) || _old.TryGetValue((userId, recordId), out heard)) && time.GetElapsedTime(heard) < hold;
}
