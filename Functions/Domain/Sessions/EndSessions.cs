using Serverless.Domain.Permissions;
using Serverless.Domain.Users;
using Serverless.Storage.Rows;

namespace Serverless.Domain.Sessions;

/// <summary>Ends sessions of a user by their public ids, in one transaction.</summary>
public sealed class EndSessions(AccountStore accounts, ListSessions listSessions)
{
    /// <summary>Ends the sessions with the given public ids.</summary>
    /// <param name="actor">The actor that makes the change. Its credential must still be valid.</param>
    /// <param name="userId">The id of the user that the sessions belong to.</param>
    /// <param name="issuedAt">The public ids of the sessions. Ids that the user does not have are skipped.</param>
    /// <param name="cancellation">Cancels the attempt between two transactions.</param>
    /// <returns>The number of sessions that this call ended.</returns>
    /// <exception cref="ContentionException">Thrown when other calls keep changing the user.</exception>
    public Task<int> Run(Actor actor, long userId, IReadOnlySet<long> issuedAt, CancellationToken cancellation) =>
        End(actor, userId, session => issuedAt.Contains(session.IssuedAt), cancellation);

    /// <summary>Ends all sessions, optionally except one.</summary>
    /// <param name="actor">The actor that makes the change. Its credential must still be valid.</param>
    /// <param name="userId">The id of the user that the sessions belong to.</param>
    /// <param name="keep">The record id of the session to keep; null to end all.</param>
    /// <param name="cancellation">Cancels the attempt between two transactions.</param>
    /// <returns>The number of sessions that this call ended.</returns>
    /// <exception cref="ContentionException">Thrown when other calls keep changing the user.</exception>
    public Task<int> All(Actor actor, long userId, long? keep, CancellationToken cancellation) => End(actor, userId, session => session.Id != keep, cancellation);

    private async Task<int> End(Actor actor, long userId, Func<SessionRow, bool> which, CancellationToken cancellation)
    {
        // Uses the rows, not the user's list: a row that predates public ids derives its public id from its creation time.
        var ids = (await listSessions.Run(userId, cancellation)).Where(which).Select(session => session.Id).ToHashSet();
        return ids.Count == 0 ? 0 : await accounts.Change(actor, userId, change => change.CloseSessions(session => ids.Contains(session.Id)), cancellation);
    }
}
