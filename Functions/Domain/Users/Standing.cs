using Azure;
using Azure.Data.Tables;
using Serverless.Domain.ApiTokens;
using Serverless.Domain.Permissions;
using Serverless.Domain.Sessions;
using Serverless.Storage;

namespace Serverless.Domain.Users;

/// <summary>
/// Makes sure that the credential of an actor still stands at the moment of a change.
/// <list type="bullet">
/// <item>A session that changes its own user costs nothing: the user row lists the sessions, and the transaction holds only if that row is unchanged.</item>
/// <item>An API token that changes its own user costs a read of the token's row. It comes after the read of the user row, and the token's row changes
/// only together with the user row, so the transaction covers it as well.</item>
/// <item>A credential of another user costs a read of its row. There are no transactions across partitions: between this read and the transaction is
/// the time of one storage request, and a credential that ends in that window still carries its change out.</item>
/// </list>
/// </summary>
public sealed class Standing(Tables tables, TimeProvider time)
{
    /// <summary>Checks the credential, from storage and never from memory.</summary>
    /// <param name="actor">In whose name the change is made.</param>
    /// <param name="changed">The user whom the change is about, as read for the transaction; null if the change is about no user.</param>
    /// <param name="cancellation">Cancels the read.</param>
    /// <exception cref="CredentialEndedException">The credential does not stand any more.</exception>
    public async ValueTask Demand(Actor actor, User? changed, CancellationToken cancellation)
    {
        var stands = actor switch
        {
            { SessionId: { } session } when changed?.Id == actor.UserId => Stands(actor, changed, session),
            { SessionId: { } session } => Stands(actor, await Find(actor.UserId, SessionRow.Key(session), SessionRow.From, cancellation)),
            { ApiTokenId: { } token } => Stands(actor, await Find(actor.UserId, TokenRow.Key(token), TokenRow.From, cancellation)),
            _ => true,
        };
        if (!stands)
        {
            throw new CredentialEndedException();
        }
    }

    /// <summary>
    /// An action that makes a transaction in the actor's partition fail with 404 if the credential is gone. It changes nothing, and unlike a condition on
    /// an ETag it never fails because of another call with the same credential.
    /// </summary>
    internal static IEnumerable<TableTransactionAction> Assertion(Actor actor)
    {
        var rowKey = actor switch
        {
            { SessionId: { } session } => SessionRow.Key(session),
            { ApiTokenId: { } token } => TokenRow.Key(token),
            _ => null,
        };
        return rowKey is null ? [] : [new(TableTransactionActionType.UpdateMerge, new TableEntity(Key.Encode(actor.UserId), rowKey), ETag.All)];
    }

    /// <summary>Whether the check needs no request.</summary>
    internal static bool IsFree(Actor actor, User changed) => actor.SessionId is not null && changed.Id == actor.UserId;

    private bool Stands(Actor actor, User user, long session) =>
        user.Enabled && user.Sessions.Any(one => one.Id == session && one.Expires > time.GetUtcNow()) && actor.MayStill(user.Permissions);

    private bool Stands(Actor actor, SessionRow? session) =>
        session is { IsBanned: false } && session.Expires > time.GetUtcNow() && actor.MayStill(session.Permissions);

    private static bool Stands(Actor actor, TokenRow? token) =>
        token is { Enabled: true, UserEnabled: true } && actor.MayStill(token.Effective(actor.UserId));

    private async Task<T?> Find<T>(long userId, string rowKey, Func<TableEntity, T> read, CancellationToken cancellation)
        where T : class =>
        await tables.Accounts.Find(Key.Encode(userId), rowKey, cancellation) is { } row ? read(row) : null;
}
