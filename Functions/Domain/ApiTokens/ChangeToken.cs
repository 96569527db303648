using Serverless.Domain.Permissions;
using Serverless.Domain.Users;
using Serverless.Storage;

namespace Serverless.Domain.ApiTokens;

/// <summary>Changes an API token of the caller. A token belongs to whose partition it is in: nobody else's can be reached.</summary>
public sealed class ChangeToken(AccountStore accounts)
{
    /// <summary>Reads the owner and the token, lets <paramref name="decide"/> change the token, and writes it.</summary>
    /// <param name="actor">In whose name; its credential must still stand.</param>
    /// <param name="tokenId">The token's id.</param>
    /// <param name="decide">The token as it is to be, the same to change nothing; runs again when somebody else changed the owner meanwhile.</param>
    /// <param name="cancellation">Ends the attempt between two transactions.</param>
    /// <returns>False if there is no such token.</returns>
    /// <exception cref="ContentionException">Others kept changing the owner.</exception>
    public async Task<bool> Run(Actor actor, long tokenId, Func<User, TokenRow, TokenRow> decide, CancellationToken cancellation)
    {
        for (var attempt = 0; attempt < Contention.Tries; attempt++)
        {
            // The user first: whoever changes the token after this changes the user row as well, and this starts over.
            if (await accounts.Read(actor.UserId, cancellation) is not { } user
                || await accounts.FindToken(actor.UserId, tokenId, cancellation) is not { } token)
            {
                return false;
            }

            var decided = decide(user, token);
            var change = new AccountChange(user);
            if (decided == token || (change.UpdateToken(decided) && await accounts.TryCommit(actor, change, cancellation)))
            {
                return true;
            }

            await Contention.Pause(attempt, cancellation);
        }

        throw new ContentionException();
    }
}
