using Serverless.Domain.ApiTokens;
using Serverless.Domain.Permissions;
using Serverless.Storage.Rows;

namespace Serverless.Domain.Users;

/// <summary>
/// Ensures that the credential of an actor is still valid at the moment of a change.
/// <list type="bullet">
/// <item>A session that changes its own user costs nothing. The user row lists the sessions, and the transaction fails if that row has changed.</item>
/// <item>An API token that changes its own user costs a read of the token row, after the read of the user row. What that row decides changes
/// only together with the user row, so the transaction covers it as well.</item>
/// <item>A credential of another user costs a read of its row. There are no transactions across partitions. The time between the start of
/// this read and the transaction is one storage request. A credential that ends in that window still makes its change.</item>
/// </list>
/// </summary>
public sealed class Standing(AccountRows rows, TimeProvider time)
{
    /// <summary>Checks the credential in storage, never in a cache.</summary>
    /// <param name="actor">The actor that makes the change.</param>
    /// <param name="changed">The user that is changed, as read for the transaction; null if the change affects no user.</param>
    /// <param name="cancellation">Cancels the read.</param>
    /// <exception cref="CredentialEndedException">Thrown when the credential is no longer valid.</exception>
    public async ValueTask Demand(Actor actor, User? changed, CancellationToken cancellation)
    {
        var stands = actor switch
        {
            { SessionId: { } session } when changed?.Id == actor.UserId => Stands(actor, changed, session),
            { SessionId: { } session } => Stands(actor, await rows.FindSession(actor.UserId, session, cancellation)),
            { ApiTokenId: { } token } => Stands(actor, await rows.FindToken(actor.UserId, token, cancellation)),
            _ => true,
        };
        if (!stands)
        {
            throw new CredentialEndedException();
        }
    }

    /// <summary>Makes a transaction in the actor's partition fail if the credential is gone.</summary>
    internal static void Require(Actor actor, AccountTransaction transaction)
    {
        if (actor.SessionId is { } session)
        {
            transaction.RequireSession(session);
        }
        else if (actor.ApiTokenId is { } token)
        {
            transaction.RequireToken(token);
        }
    }

    /// <summary>Returns whether the check needs no request.</summary>
    internal static bool IsFree(Actor actor, User changed) => actor.SessionId is not null && changed.Id == actor.UserId;

    private bool Stands(Actor actor, User user, long session) =>
        user.Enabled && user.Sessions.Any(one => one.Id == session && one.Expires > time.GetUtcNow()) && actor.MayStill(user.Permissions);

    private bool Stands(Actor actor, SessionRow? session) =>
        session is { IsBanned: false } && session.Expires > time.GetUtcNow() && actor.MayStill(session.Permissions);

    private bool Stands(Actor actor, TokenRow? token) =>
        token is { Enabled: true, UserEnabled: true } && TokenSecrets.Find(token, actor.SecretMark, time.GetUtcNow()) is not null && actor.MayStill(token.Effective(actor.UserId));
}
