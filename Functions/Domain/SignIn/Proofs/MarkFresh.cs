using Serverless.Domain.Permissions;
using Serverless.Domain.Users;

namespace Serverless.Domain.SignIn.Proofs;

/// <summary>Makes the session of a caller fresh after the caller proved their identity.</summary>
public sealed class MarkFresh(AccountStore accounts, TimeProvider time)
{
    /// <summary>Accepts the proof and marks the session, in one transaction.</summary>
    /// <param name="actor">The session to mark. It must still be valid.</param>
    /// <param name="proven">The proof.</param>
    /// <param name="cancellation">Cancels the attempt between two transactions.</param>
    /// <returns>False if the proof is no longer valid: the password was changed, or another call used the proof up.</returns>
    /// <exception cref="ContentionException">Thrown when other calls keep changing the user.</exception>
    /// <exception cref="CredentialEndedException">Thrown when the session ended in the meantime.</exception>
    public Task<bool> Run(Actor actor, Proven proven, CancellationToken cancellation)
    {
        var (session, now) = (actor.SessionId!.Value, time.GetUtcNow());
        return accounts.Change(actor, actor.UserId, async (change, stop) => await proven.Accept(change, stop) && change.MarkFresh(session, now), cancellation, known: proven.User);
    }
}
