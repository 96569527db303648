using Microsoft.Extensions.Options;
using Serverless.Storage.Rows;

namespace Serverless.Domain.Sessions.Revocation;

/// <summary>Caches the rows of credentials on this instance. Tracks the credentials that must not be cached, because a revocation may be in progress.</summary>
public sealed class CredentialMemory(IOptions<AuthOptions> options, TimeProvider time)
{
    private readonly RevokedLately _revoked = new(Revocations.Hold, time);
    private RememberedRows? _rows;

    /// <summary>Gets the cached rows. A caller that got them before <see cref="Clear"/> may still use them. Rows added there later are lost.</summary>
    internal RememberedRows Rows => Volatile.Read(ref _rows) ?? Interlocked.CompareExchange(ref _rows, New(), null) ?? _rows;

    /// <summary>Returns whether a credential must not be cached, because its revocation may be in progress.</summary>
    internal bool IsRevoked(long userId, long recordId) => _revoked.Contains(userId, recordId);

    /// <summary>Removes the credentials of a revocation from the cache, and does not cache them for <see cref="Revocations.Hold"/>.</summary>
    internal void Forget(RevocationRow revocation)
    {
        _revoked.Add(revocation); // first, so that no row of these credentials is cached from now on
        foreach (var record in revocation.Records)
        {
            Evict(revocation.UserId, record);
        }
    }

    /// <summary>Removes a credential from the cache, so that its row is read again.</summary>
    internal void Evict(long userId, long recordId)
    {
        var rows = Rows;
        rows.Sessions.Remove(userId, recordId);
        rows.Tokens.Remove(userId, recordId);
    }

    /// <summary>Clears the cache.</summary>
    internal void Clear() => Volatile.Write(ref _rows, New());

    private RememberedRows New() => new(options.Value.CacheTime, time, MayKeep);

    /// <summary>
    /// Returns whether the row of a credential may be cached. It may not if the credential is revoked, or if the read began more than
    /// <see cref="Revocations.Hold"/> ago. Within that time, every revocation received since the read began is still tracked.
    /// </summary>
    private bool MayKeep(long userId, long recordId, long started) => !IsRevoked(userId, recordId) && time.GetElapsedTime(started) < Revocations.Hold;

    /// <summary>Represents the cached rows by kind. A missing row is not cached, so that a new one is found at once.</summary>
    internal sealed class RememberedRows(TimeSpan age, TimeProvider time, Func<long, long, long, bool> mayKeep)
    {
        public RecentRows<SessionRow> Sessions { get; } = new(age, time, mayKeep);

        public RecentRows<TokenRow> Tokens { get; } = new(age, time, mayKeep);
    }
}
