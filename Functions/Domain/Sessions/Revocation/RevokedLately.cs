using System.Collections.Concurrent;
using Serverless.Storage.Rows;

namespace Serverless.Domain.Sessions.Revocation;

/// <summary>Tracks recently revoked credentials on this instance. There are two halves; the older one is dropped when the time is over.</summary>
/// <param name="hold">The time for which a credential is tracked.</param>
/// <param name="time">The clock that measures the time.</param>
internal sealed class RevokedLately(TimeSpan hold, TimeProvider time)
{
    private readonly Lock _lock = new();
    private ConcurrentDictionary<(long UserId, long RecordId), long> _young = new();
    private ConcurrentDictionary<(long UserId, long RecordId), long> _old = new();
    private long _born = time.GetTimestamp();

    /// <summary>Adds the credentials of a revocation. The time starts again for credentials that are already tracked.</summary>
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

    /// <summary>Returns whether a credential is tracked.</summary>
    public bool Contains(long userId, long recordId) =>
        (_young.TryGetValue((userId, recordId), out var heard) || _old.TryGetValue((userId, recordId), out heard)) && time.GetElapsedTime(heard) < hold;
}
