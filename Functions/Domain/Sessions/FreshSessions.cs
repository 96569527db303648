using Microsoft.Extensions.Options;
using Serverless.Domain.Permissions;
using Serverless.Domain.Sessions.Revocation;
using Serverless.Domain.Users;
using Serverless.Storage.Rows;

namespace Serverless.Domain.Sessions;

/// <summary>Decides whether a caller's session is fresh: whether its user proved their identity a short time ago.</summary>
/// <remarks>
/// The row that authenticates a call contains the time of the last proof, so the decision costs no request. An instance that caches credentials can have
/// a row from before the proof, for a second at most. It reads the row before it refuses the call.
/// </remarks>
public sealed class FreshSessions(AccountStore accounts, IOptions<FreshSessionOptions> options, IOptions<AuthOptions> auth, TimeProvider time)
{
    /// <summary>Returns whether the caller has a fresh session. Anonymous callers and API tokens have none.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="cancellation">Cancels the read.</param>
    public async ValueTask<bool> IsFresh(Caller caller, CancellationToken cancellation)
    {
        if (caller is not { SessionId: { } id, Session: { } session })
        {
            return false;
        }

        return IsFresh(session) || (auth.Value.IsCached && await accounts.FindSession(caller.UserId, id, cancellation) is { } current && IsFresh(current));
    }

    /// <summary>
    /// Returns whether the caller can set a user's password as far as freshness decides. A stale session cannot set its own user's password if they have a
    /// second factor. Otherwise a stolen session could set a password, prove it, and remove the factor.
    /// </summary>
    /// <param name="caller">The caller.</param>
    /// <param name="user">The user whose password is to be set.</param>
    /// <param name="cancellation">Cancels the read.</param>
    public ValueTask<bool> AllowPassword(Caller caller, User user, CancellationToken cancellation) =>
        user.Id == caller.UserId && user.HasSecondFactor ? IsFresh(caller, cancellation) : new(true);

    private bool IsFresh(SessionRow session) => session.Proved > time.GetUtcNow() - options.Value.FreshTime;
}
