using Serverless.Domain.Users;

namespace Serverless.Domain.Sessions;

/// <summary>Lists the sessions of a user, in whatever family they were opened. A disabled user has none: what is left of them opens nothing.</summary>
public sealed class ListSessions(AccountStore accounts, TimeProvider time)
{
    /// <summary>The sessions that are not over, newest first; at most <see cref="AccountChange.MaximumSessions"/>. One transaction.</summary>
    public async Task<IReadOnlyList<SessionRow>> Run(long userId, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var sessions = await accounts.ListSessions(userId, cancellation);
        return [.. sessions.Where(session => session.Expires > now && !session.IsBanned).OrderByDescending(session => session.IssuedAt)];
    }

    /// <summary>The session with this public id, or null. One transaction.</summary>
    public async Task<SessionRow?> Find(long userId, long issuedAt, CancellationToken cancellation) =>
        (await Run(userId, cancellation)).FirstOrDefault(session => session.IssuedAt == issuedAt);
}
