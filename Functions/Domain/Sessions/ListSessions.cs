using Serverless.Domain.Users;
using Serverless.Storage.Rows;

namespace Serverless.Domain.Sessions;

/// <summary>Lists the sessions of a user from all families. A disabled user has none, because their remaining sessions grant no access.</summary>
public sealed class ListSessions(AccountStore accounts, TimeProvider time)
{
    /// <summary>Returns the active sessions, newest first, at most <see cref="AccountChange.MaximumSessions"/>. Makes one request.</summary>
    public async Task<IReadOnlyList<SessionRow>> Run(long userId, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var sessions = await accounts.ListSessions(userId, cancellation);
        return [.. sessions.Where(session => session.Expires > now && !session.IsBanned).OrderByDescending(session => session.IssuedAt)];
    }

    /// <summary>Returns the session with this public id, or null. Makes one request.</summary>
    public async Task<SessionRow?> Find(long userId, long issuedAt, CancellationToken cancellation) =>
        (await Run(userId, cancellation)).FirstOrDefault(session => session.IssuedAt == issuedAt);
}
