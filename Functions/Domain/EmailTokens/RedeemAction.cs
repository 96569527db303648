using System.Net;
using Serverless.Domain.Permissions;
using Serverless.Domain.RateLimits;
using Serverless.Domain.UserNames;
using Serverless.Domain.Users;
using Serverless.Security;

namespace Serverless.Domain.EmailTokens;

/// <summary>Uses up a mailed token: its row disappears in the transaction that has its effect, so it works once and never by half.</summary>
public sealed class RedeemAction(AccountStore accounts, ChangeNames changeNames, MailedTokenLimit limit, TimeProvider time)
{
    /// <summary>Checks a presented token.</summary>
    /// <param name="text">What the caller sent.</param>
    /// <param name="purpose">What the token must be for.</param>
    /// <param name="address">The caller's IP address, for which wrong tokens are counted.</param>
    /// <param name="cancellation">Cancels the read.</param>
    /// <returns>Whether it is well-formed, known and right; a garbled or forged token costs no storage call, a wrong secret is <see cref="ActionOutcome.Invalid"/>.</returns>
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

        var check = await Look(credential, cancellation);
        if (check == ActionCheck.Good)
        {
            return (check, credential);
        }

        return (await limit.Count(address, cancellation) is { } wait ? ActionCheck.Limited(wait) : check, null);
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

    private async Task<ActionCheck> Look(Credential credential, CancellationToken cancellation)
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

/// <summary>What a presented token is worth.</summary>
/// <param name="Outcome">What was found.</param>
/// <param name="RetryAfter">If limited: the time to wait.</param>
public readonly record struct ActionCheck(ActionOutcome Outcome, TimeSpan? RetryAfter = null)
{
    /// <summary>Gets the check of a token that can be used.</summary>
    public static ActionCheck Good { get; } = new(ActionOutcome.Good);

    /// <summary>Gets the check of a token that is none.</summary>
    public static ActionCheck Invalid { get; } = new(ActionOutcome.Invalid);

    /// <summary>Gets the check of a token that does not work any more.</summary>
    public static ActionCheck NotFound { get; } = new(ActionOutcome.NotFound);

    /// <summary>Returns the check of a token that was not looked at, after too many wrong ones.</summary>
    public static ActionCheck Limited(TimeSpan retryAfter) => new(ActionOutcome.Limited, retryAfter);
}

/// <summary>What checking a mailed token can come to.</summary>
public enum ActionOutcome
{
    /// <summary>It can be used.</summary>
    Good,

    /// <summary>Garbled, of another kind, or its secret is wrong.</summary>
    Invalid,

    /// <summary>Used, replaced or run out.</summary>
    NotFound,

    /// <summary>Not looked at, after too many wrong ones.</summary>
    Limited,
}
