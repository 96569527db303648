using Microsoft.Extensions.Options;
using Serverless.Domain.ApiTokens;
using Serverless.Domain.Sessions;
using Serverless.Domain.Sessions.Revocation;
using Serverless.Domain.Users;

namespace Serverless.Domain.SignIn;

/// <summary>
/// Finds the rows that say whose a credential is. With <c>Auth__CacheSeconds</c> it remembers them, but for those that somebody revokes: see
/// <see cref="Revocations"/>. While it cannot learn what is revoked, it reads every row.
/// </summary>
public sealed class RememberedCredentials(AccountStore accounts, CredentialMemory memory, RevocationWatch revocations, IOptions<AuthOptions> options, TimeProvider time)
{
    private readonly bool _isOn = options.Value.IsCached;

    /// <summary>See <see cref="AccountStore.FindSession"/>.</summary>
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

    /// <summary>See <see cref="AccountStore.FindToken"/>.</summary>
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

    /// <summary>What is remembered; null if this credential is not to be, or nothing is.</summary>
    private async ValueTask<CredentialMemory.RememberedRows?> Recall(long userId, long recordId, CancellationToken cancellation)
    {
        if (!await revocations.Look(cancellation))
        {
            return null;
        }

        var rows = memory.Rows; // before the question: a memory that takes its place later knows nothing
        return memory.IsRevoked(userId, recordId) ? null : rows;
    }
}
