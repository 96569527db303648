using Microsoft.Extensions.Options;
using Serverless.Domain.Users;
using Serverless.Storage.Rows;

namespace Serverless.Domain.Sessions.Revocation;

/// <summary>
/// Finds the rows of credentials. With <c>Auth__CacheSeconds</c> it caches them, except those that are being revoked: see <see cref="Revocations"/>.
/// While it cannot learn about revocations, it reads every row.
/// </summary>
public sealed class RememberedCredentials(AccountStore accounts, CredentialMemory memory, RevocationWatch revocations, IOptions<AuthOptions> options, TimeProvider time)
{
    private readonly bool _isOn = options.Value.IsCached;

    /// <summary>Returns the session with this record id, or null; see <see cref="AccountStore.FindSession"/>.</summary>
    public async ValueTask<SessionRow?> FindSession(long userId, long recordId, CancellationToken cancellation)
    {
        if (!_isOn || await Recall(userId, recordId, cancellation) is not { Sessions: var sessions })
        {
            return await accounts.FindSession(userId, recordId, cancellation);
        }

        var started = time.GetTimestamp();
        return sessions.Find(userId, recordId)
            ?? sessions.Keep(userId, recordId, await accounts.FindSession(userId, recordId, cancellation), started);
    }

    /// <summary>Returns the API token with this record id, or null; see <see cref="AccountStore.FindToken"/>.</summary>
    public async ValueTask<TokenRow?> FindToken(long userId, long recordId, CancellationToken cancellation)
    {
        if (!_isOn || await Recall(userId, recordId, cancellation) is not { Tokens: var tokens })
        {
            return await accounts.FindToken(userId, recordId, cancellation);
        }

        var started = time.GetTimestamp();
        return tokens.Find(userId, recordId)
            ?? tokens.Keep(userId, recordId, await accounts.FindToken(userId, recordId, cancellation), started);
    }

    /// <summary>Returns the cached rows; null if this credential, or any credential, must not come from the cache.</summary>
    private async ValueTask<CredentialMemory.RememberedRows?> Recall(long userId, long recordId, CancellationToken cancellation)
    {
        if (!await revocations.Refresh(cancellation))
        {
            return null;
        }

        var rows = memory.Rows; // read before the check: a cache that replaces this one later is empty
        return memory.IsRevoked(userId, recordId) ? null : rows;
    }
}
