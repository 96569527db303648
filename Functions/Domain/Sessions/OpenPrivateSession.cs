using Microsoft.Extensions.Options;
using Serverless.Domain.Permissions;
using Serverless.Domain.RateLimits;
using Serverless.Domain.SignIn;
using Serverless.Domain.UserNames;
using Serverless.Domain.Users;
using Serverless.Security;

namespace Serverless.Domain.Sessions;

/// <summary>Opens a session of the account family: its credential is a private token, and it lives for years.</summary>
/// <remarks>
/// The token's row in table Names goes like any name: reserve, write the user, seal. A crash leaves a reservation that runs out, or a session
/// whose token nobody got, as if the answer had been lost; <c>RepairNames</c> settles the row.
/// </remarks>
public sealed class OpenPrivateSession(AccountStore accounts, Names names, FollowUps followUps, KnownDevices knownDevices, IOptions<SessionOptions> options, TimeProvider time)
{
    /// <summary>Prepares the first session of a user who is about to be created: both are written in one transaction.</summary>
    /// <param name="device">From where.</param>
    /// <param name="cancellation">Cancels a read that each instance does once.</param>
    public async Task<FirstPrivateSession> First(Device device, CancellationToken cancellation)
    {
        var mark = await knownDevices.Mark(device, cancellation);
        var (token, now) = (PrivateToken.Create(), time.GetUtcNow());
        return new(token, change =>
        {
            change.Recognize(device, mark, now);
            change.OpenSession(token, now, options.Value.LongLifetime, device.SessionName);
        });
    }

    /// <summary>For who gave his password.</summary>
    /// <param name="verified">Who.</param>
    /// <param name="device">From where; a new one is told to the user.</param>
    /// <param name="cancellation">Ends the attempt between two transactions.</param>
    /// <returns>Null if his password was changed or he was disabled this moment.</returns>
    /// <exception cref="ContentionException">Others kept changing the user.</exception>
    public async Task<OpenedPrivateSession?> Run(VerifiedUser verified, Device device, CancellationToken cancellation)
    {
        var mark = await knownDevices.Mark(device, cancellation);
        return await Run(Actor.Nobody, verified.User.Id, Prepare, device, cancellation, verified.User);

        bool Prepare(AccountChange change)
        {
            if (change.User.PasswordHash != verified.User.PasswordHash)
            {
                return false;
            }

            change.User = change.User with { PasswordHash = verified.UpgradedHash ?? change.User.PasswordHash };
            change.Recognize(device, mark, time.GetUtcNow());
            return true;
        }
    }

    /// <summary>For whom something else than a password makes sure of: he was made this moment, or another service knows him.</summary>
    /// <param name="userId">Who.</param>
    /// <param name="device">From where; a new one is told to the user.</param>
    /// <param name="cancellation">Ends the attempt between two transactions.</param>
    /// <param name="known">The user if he was just read: saves the first read.</param>
    /// <param name="link">The account elsewhere that signs the user in; it must still be the user's. Null for a user just made.</param>
    /// <returns>Null if he is disabled, or the link is gone.</returns>
    /// <exception cref="ContentionException">Others kept changing the user.</exception>
    public async Task<OpenedPrivateSession?> Run(long userId, Device device, CancellationToken cancellation, User? known = null, Link? link = null)
    {
        var mark = await knownDevices.Mark(device, cancellation);
        return await Run(Actor.Nobody, userId, Prepare, device, cancellation, known);

        bool Prepare(AccountChange change)
        {
            if (link is not null && !change.User.Links.Contains(link))
            {
                return false;
            }

            change.Recognize(device, mark, time.GetUtcNow());
            return true;
        }
    }

    /// <summary>Together with another change of the user.</summary>
    /// <param name="actor">In whose name; its credential must still stand.</param>
    /// <param name="userId">Who.</param>
    /// <param name="prepare">Makes the change, in the same transaction; false to open no session.</param>
    /// <param name="device">From where.</param>
    /// <param name="cancellation">Ends the attempt between two transactions.</param>
    /// <param name="known">The user if he was just read: saves the first read.</param>
    /// <returns>Null if there is no such user, he is disabled, or <paramref name="prepare"/> said no.</returns>
    /// <exception cref="ContentionException">Others kept changing the user.</exception>
    /// <exception cref="CredentialEndedException">The credential ended meanwhile.</exception>
    public async Task<OpenedPrivateSession?> Run(Actor actor, long userId, Func<AccountChange, bool> prepare, Device device, CancellationToken cancellation, User? known = null)
    {
        var token = PrivateToken.Create();
        var now = time.GetUtcNow();
        var (kind, text) = Name.OfPrivateToken(token.RecordId);
        var reservation = await names.TryReserve(kind, text, userId, cancellation)
            ?? throw new InvalidOperationException("Two private tokens have the same 63 bits of their hashes.");
        User? user;
        try
        {
            user = await accounts.Change(actor, userId, Open, cancellation, known);
        }
        catch (CredentialEndedException)
        {
            await names.Release(reservation, cancellation);
            throw;
        }

        if (user is null)
        {
            await names.Release(reservation, cancellation);
            return null;
        }

        // The session decides what the token is worth, so the caller need not wait.
        followUps.Start(stop => names.Seal(reservation, stop));
        return new OpenedPrivateSession(token, user);

        User? Open(AccountChange change)
        {
            if (!change.User.Enabled || !prepare(change))
            {
                return null;
            }

            change.OpenSession(token, now, options.Value.LongLifetime, device.SessionName);
            return change.User;
        }
    }
}

/// <summary>The first session of a user who is about to be created.</summary>
/// <param name="Token">To be handed to the caller once the user is created, and to nobody else.</param>
/// <param name="Open">Adds the session to the change that creates the user.</param>
public sealed record FirstPrivateSession(PrivateToken Token, Action<AccountChange> Open);

/// <summary>A session just opened.</summary>
/// <param name="Token">To be handed to the caller, and to nobody else.</param>
/// <param name="User">Whose it is.</param>
public sealed record OpenedPrivateSession(PrivateToken Token, User User);
