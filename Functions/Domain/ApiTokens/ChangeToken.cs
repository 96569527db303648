using Serverless.Domain.Audit;
using Serverless.Domain.Permissions;
using Serverless.Domain.Users;
using Serverless.Storage;
using Serverless.Storage.Rows;

namespace Serverless.Domain.ApiTokens;

/// <summary>Changes an API token of the caller. A token is in its owner's partition, so that tokens of other users cannot be reached.</summary>
public sealed class ChangeToken(AccountStore accounts)
{
    /// <summary>Reads the owner and the token, applies <paramref name="decide"/> to the token, and writes it.</summary>
    /// <param name="actor">The actor that makes the change. Its credential must still be valid.</param>
    /// <param name="tokenId">The record id of the token.</param>
    /// <param name="decide">Returns the changed token, or an equal token to change nothing. Runs again if another call changed the owner.</param>
    /// <param name="cancellation">Cancels the attempt between two transactions.</param>
    /// <returns>False if there is no such token.</returns>
    /// <exception cref="ContentionException">Thrown when other calls keep changing the owner.</exception>
    public async Task<bool> Run(Actor actor, long tokenId, Func<User, TokenRow, TokenRow> decide, CancellationToken cancellation)
    {
        for (var attempt = 0; attempt < Contention.Tries; attempt++)
        {
            // The user is read first. A later change of the token also changes the user row, and this method starts over.
            if (await accounts.Read(actor.UserId, cancellation) is not { } user
                || await accounts.FindToken(actor.UserId, tokenId, cancellation) is not { } token)
            {
                return false;
            }

            var decided = decide(user, token);
            var change = new AccountChange(user);
            change.Record(AuditEventName.TokenChanged, ("token_id", Key.Encode(tokenId)), ("change", WhatChanges(token, decided)));
            if (decided == token || (change.UpdateToken(decided) && await accounts.TryCommit(actor, change, cancellation)))
            {
                return true;
            }

            await Contention.Pause(attempt, cancellation);
        }

        throw new ContentionException();
    }

    private static string WhatChanges(TokenRow before, TokenRow after) => (before.Enabled, after.Enabled) switch
    {
        (false, true) => "enabled",
        (true, false) => "disabled",
        _ => "permissions",
    };
}
