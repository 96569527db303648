using System.Net;
using Serverless.Domain.Permissions;
using Serverless.Domain.RateLimits;
using Serverless.Domain.UserNames;
using Serverless.Domain.Users;
using Serverless.Security;

namespace Serverless.Domain.EmailTokens;

/// <summary>Redeems a token sent by email. The transaction that applies its effect deletes its row, so the effect is atomic and happens once.</summary>
public sealed class RedeemAction(AccountStore accounts, ChangeNames changeNames, MailedTokenLimit limit, TimeProvider time)
{
    /// <summary>Checks a presented token.</summary>
    /// <param name="text">The token as received.</param>
    /// <param name="purpose">The purpose that the token must have.</param>
    /// <param name="address">The IP address of the caller. Wrong tokens are counted for it.</param>
    /// <param name="cancellation">Cancels the read.</param>
    /// <returns>
    /// The result of the check, and the credential if it is good. A malformed or forged token costs no storage call. A wrong secret is
    /// <see cref="ActionOutcome.Invalid"/>.
    /// </returns>
    public async Task<(ActionCheck Check, Credential? Credential)> Check(string text, ActionPurpose purpose, IPAddress? address, CancellationToken cancellation)
    {
        if (!Credential.TryParse(text, out var credential) || credential.Kind != purpose.Kind())
        {
            return (limit.CountMalformed(address) is { } malformed ? ActionCheck.Limited(malformed) : ActionCheck.Invalid, null);
        }

        if (await limit.Refuse(address, cancellation) is { } known)
        {
            return (ActionCheck.Limited(known), null);
        }

        var check = await CheckRow(credential, cancellation);
        if (check == ActionCheck.Good)
        {
            return (check, credential);
        }

        return (await limit.Count(address, cancellation) is { } wait ? ActionCheck.Limited(wait) : check, null);
    }

    /// <summary>Applies the token's effect.</summary>
    /// <param name="credential">A token that <see cref="Check"/> accepted.</param>
    /// <param name="effect">Applies the effect to the user. It must also remove other tokens for the email address that are no longer needed.</param>
    /// <param name="cancellation">Cancels the attempt between two transactions.</param>
    /// <returns>False if another call already used the token, or if it was replaced.</returns>
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

    private async Task<ActionCheck> CheckRow(Credential credential, CancellationToken cancellation)
    {
        var row = await accounts.FindAction(credential.UserId, credential.RecordId, cancellation);
        if (row is null)
        {
            return ActionCheck.NotFound;
        }

        return row.ExpiryOf(credential) switch
        {
            null => ActionCheck.Invalid,
            { } expires when expires <= time.GetUtcNow() => ActionCheck.NotFound,
            _ => ActionCheck.Good,
        };
    }
}

/// <summary>Represents the result of a check of a presented token.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="RetryAfter">The time to wait, if the outcome is <see cref="ActionOutcome.Limited"/>.</param>
public readonly record struct ActionCheck(ActionOutcome Outcome, TimeSpan? RetryAfter = null)
{
    /// <summary>Gets the result for a token that can be used.</summary>
    public static ActionCheck Good { get; } = new(ActionOutcome.Good);

    /// <summary>Gets the result for an invalid token.</summary>
    public static ActionCheck Invalid { get; } = new(ActionOutcome.Invalid);

    /// <summary>Gets the result for a token that no longer works.</summary>
    public static ActionCheck NotFound { get; } = new(ActionOutcome.NotFound);

    /// <summary>Returns the result for a token that was not checked, because too many wrong tokens were sent.</summary>
    public static ActionCheck Limited(TimeSpan retryAfter) => new(ActionOutcome.Limited, retryAfter);
}

/// <summary>Specifies the outcome of a check of a token sent by email.</summary>
public enum ActionOutcome
{
    /// <summary>The token can be used.</summary>
    Good,

    /// <summary>The token is malformed, has another purpose, or its secret is wrong.</summary>
    Invalid,

    /// <summary>The token was used or replaced, or it expired.</summary>
    NotFound,

    /// <summary>The token was not checked, because too many wrong tokens were sent.</summary>
    Limited,
}
