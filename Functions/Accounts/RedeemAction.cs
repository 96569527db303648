using Serverless.Security;

namespace Serverless.Accounts;

/// <summary>Uses up a mailed token: its row disappears in the transaction that has its effect, so it works once and never by half.</summary>
public sealed class RedeemAction(AccountStore accounts, ChangeNames changeNames, TimeProvider time)
{
    /// <summary>Checks a presented token.</summary>
    /// <param name="text">What the caller sent.</param>
    /// <param name="purpose">What the token must be for.</param>
    /// <param name="cancellation">Cancels the read.</param>
    /// <returns>Whether it is well-formed, known and right; a garbled or forged token costs no storage call, a wrong secret is <see cref="ActionCheck.Invalid"/>.</returns>
    public async Task<(ActionCheck Check, Credential? Credential)> Check(string text, ActionPurpose purpose, CancellationToken cancellation)
    {
        if (!Credential.TryParse(text, out var credential) || credential.Kind != purpose.Kind())
        {
            return (ActionCheck.Invalid, null);
        }

        var row = await accounts.FindAction(credential.UserId, credential.RecordId, cancellation);
        if (row is null)
        {
            return (ActionCheck.NotFound, null);
        }

        return row.ExpiryOf(credential) switch
        {
            null => (ActionCheck.Invalid, null),
            { } expires when expires <= time.GetUtcNow() => (ActionCheck.NotFound, null),
            _ => (ActionCheck.Good, credential),
        };
    }

    /// <summary>Applies the token's effect.</summary>
    /// <param name="credential">A token that <see cref="Check"/> found good.</param>
    /// <param name="effect">What it does to the user; tokens for the same address that must go are its business.</param>
    /// <param name="cancellation">Ends the attempt between two transactions.</param>
    /// <returns>False if somebody else used the token first, or it was replaced.</returns>
    public async Task<bool> Run(Credential credential, Action<AccountChange> effect, CancellationToken cancellation)
    {
        return await changeNames.Run(Actor.Nobody, credential.UserId, Redeem, cancellation) == NameOutcome.Done;

        bool Redeem(AccountChange change)
        {
            if (!change.User.Enabled || !change.User.Actions.Any(action => action.Id == credential.RecordId))
            {
                return false;
            }

            effect(change);
            return true;
        }
    }
}

/// <summary>What a presented token is worth.</summary>
public enum ActionCheck
{
    /// <summary>It can be used.</summary>
    Good,

    /// <summary>Garbled, of another kind, or its secret is wrong.</summary>
    Invalid,

    /// <summary>Used, replaced or run out.</summary>
    NotFound,
}
