using Serverless.Domain.Permissions;
using Serverless.Domain.Users;

namespace Serverless.Domain.Sessions;

/// <summary>Ends sessions of a user by their public ids, in one transaction.</summary>
public sealed class EndSessions(AccountStore accounts, ListSessions listSessions)
{
    /// <summary>Ends some.</summary>
    /// <param name="actor">In whose name; its credential must still stand.</param>
    /// <param name="userId">Whose.</param>
    /// <param name="issuedAt">Their public ids; those that he has not are skipped.</param>
    /// <param name="cancellation">Ends the attempt between two transactions.</param>
    /// <returns>How many ended by this.</returns>
    /// <exception cref="ContentionException">Others kept changing the user.</exception>
    public Task<int> Run(Actor actor, long userId, IReadOnlySet<long> issuedAt, CancellationToken cancellation) =>
        End(actor, userId, session => issuedAt.Contains(session.IssuedAt), cancellation);

    /// <summary>Ends all, but perhaps one.</summary>
    /// <param name="actor">In whose name; its credential must still stand.</param>
    /// <param name="userId">Whose.</param>
    /// <param name="keep">The record id of one that stays; null to end all.</param>
    /// <param name="cancellation">Ends the attempt between two transactions.</param>
    /// <returns>How many ended by this.</returns>
    /// <exception cref="ContentionException">Others kept changing the user.</exception>
    public Task<int> All(Actor actor, long userId, long? keep, CancellationToken cancellation) => End(actor, userId, session => session.Id != keep, cancellation);

    private async Task<int> End(Actor actor, long userId, Func<SessionRow, bool> which, CancellationToken cancellation)
    {
        // By the rows and not by the user's list: rows older than public ids have one made of their age.
        var ids = (await listSessions.Run(userId, cancellation)).Where(which).Select(session => session.Id).ToHashSet();
        return ids.Count == 0 ? 0 : await accounts.Change(actor, userId, change => change.CloseSessions(session => ids.Contains(session.Id)), cancellation);
    }
}
