using Microsoft.Extensions.Options;
using Serverless.Domain.ApiTokens;
using Serverless.Domain.SignIn;
using Serverless.Domain.Users;

namespace Serverless.Domain.Sessions.Revocation;

/// <summary>The rows of credentials that this instance remembers, and which ones it must not remember because a revocation may be under way.</summary>
public sealed class CredentialMemory(IOptions<AuthOptions> options, TimeProvider time)
{
    private readonly RevokedLately _revoked = new(Revocations.Hold, time);
    private RememberedRows? _rows;

    /// <summary>Gets the rows. A caller that got them before <see cref="Clear"/> may go on with them. What it keeps there is lost.</summary>
    internal RememberedRows Rows => Volatile.Read(ref _rows) ?? Interlocked.CompareExchange(ref _rows, New(), null) ?? _rows;

    /// <summary>Returns whether a credential must not be remembered, because a revocation of it may be under way.</summary>
    internal bool IsRevoked(long userId, long recordId) => _revoked.Contains(userId, recordId);

    /// <summary>Forgets the credentials of a revocation, and remembers none of them for <see cref="Revocations.Hold"/>.</summary>
    internal void Forget(RevocationRow revocation)
    {
        _revoked.Add(revocation); // first: what is kept after this is not kept
        var rows = Rows;
        foreach (var record in revocation.Records)
        {
            rows.Sessions.Remove(revocation.UserId, record);
            rows.Tokens.Remove(revocation.UserId, record);
        }
    }

    /// <summary>Forgets everything.</summary>
    internal void Clear() => Volatile.Write(ref _rows, New());

    private RememberedRows New() => new(options.Value.CacheTime, time, MayKeep);

    /// <summary>Returns whether the row of a credential that was not <see cref="IsRevoked"/> may be kept. What this instance heard since the read began is still known.</summary>
    private bool MayKeep(long userId, long recordId, long started) => !IsRevoked(userId, recordId) && time.GetElapsedTime(started) < Revocations.Hold;

    /// <summary>Rows by kind. A row that does not exist is not remembered: one made this moment is found at once.</summary>
    internal sealed class RememberedRows(TimeSpan age, TimeProvider time, Func<long, long, long, bool> mayKeep)
    {
        public RecentRows<SessionRow> Sessions { get; } = new(age, time, mayKeep);

        public RecentRows<TokenRow> Tokens { get; } = new(age, time, mayKeep);
    }
}
