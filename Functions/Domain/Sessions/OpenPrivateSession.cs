using Microsoft.Extensions.Options;
using Serverless.Domain.Permissions;
using Serverless.Domain.RateLimits;
using Serverless.Domain.SecondFactors;
using Serverless.Domain.SignIn;
using Serverless.Domain.UserNames;
using Serverless.Domain.Users;
using Serverless.Security;

namespace Serverless.Domain.Sessions;

/// <summary>Opens a session of the account family. Its credential is a private token, and its lifetime is several years.</summary>
/// <remarks>
/// The token's row in table Names is written like any unique name: reserve, write the user, finalise. A crash leaves a reservation that expires, or a
/// session whose token was never returned, as if the response had been lost. <c>RepairNames</c> resolves the row.
/// </remarks>
public sealed class OpenPrivateSession(AccountStore accounts, Names names, FollowUps followUps, KnownDevices knownDevices, CheckProof checkProof, IOptions<SessionOptions> options, TimeProvider time)
{
    /// <summary>Prepares the first session of a user who is about to be created. The user and the session are written in one transaction.</summary>
    /// <param name="device">The device that the call comes from.</param>
    /// <param name="cancellation">Cancels a read that each instance makes once.</param>
    public async Task<FirstPrivateSession> First(Device device, CancellationToken cancellation)
    {
        var mark = await knownDevices.Mark(device, cancellation);
        var (token, now) = (PrivateToken.Create(), time.GetUtcNow());
        return new(token, change =>
        {
            change.Recognize(device, mark, now);
            change.OpenSession(token, now, options.Value.LongLifetime, device);
        });
    }

    /// <summary>Opens a session for a user whose password was verified.</summary>
    /// <param name="verified">The verified user.</param>
    /// <param name="device">The device that the call comes from. The user is notified of a new device.</param>
    /// <param name="cancellation">Cancels the attempt between two transactions.</param>
    /// <param name="proof">The second factor as presented; null if there is none. It is checked only if the user has a second factor.</param>
    /// <returns>
    /// The session. Null if the password was changed or the user was disabled in the meantime, or the user has a second factor and the proof is missing or wrong.
    /// </returns>
    /// <exception cref="ContentionException">Thrown when other calls keep changing the user.</exception>
    public async Task<OpenedPrivateSession?> Run(VerifiedUser verified, Device device, CancellationToken cancellation, FactorProof? proof = null)
    {
        var mark = await knownDevices.Mark(device, cancellation);
        return await Run(Actor.Nobody, verified.User.Id, Prepare, device, cancellation, verified.User);

        async ValueTask<bool> Prepare(AccountChange change, CancellationToken stop)
        {
            if (!verified.Upgrade(change) || !await HasProof(change, proof, stop))
            {
                return false;
            }

            change.Recognize(device, mark, time.GetUtcNow());
            return true;
        }
    }

    /// <summary>Opens a session for a user whom an external account signs in, without a password.</summary>
    /// <param name="link">The external account. It must still be linked to the user.</param>
    /// <param name="user">The user as read from storage.</param>
    /// <param name="device">The device that the call comes from. The user is notified of a new device.</param>
    /// <param name="cancellation">Cancels the attempt between two transactions.</param>
    /// <param name="proof">The second factor as presented; null if there is none. It is checked only if the user has a second factor.</param>
    /// <returns>The session. Null if the user is disabled or the link is gone, or the user has a second factor and the proof is missing or wrong.</returns>
    /// <exception cref="ContentionException">Thrown when other calls keep changing the user.</exception>
    public async Task<OpenedPrivateSession?> Run(Link link, User user, Device device, CancellationToken cancellation, FactorProof? proof = null)
    {
        var mark = await knownDevices.Mark(device, cancellation);
        return await Run(Actor.Nobody, user.Id, Prepare, device, cancellation, user);

        async ValueTask<bool> Prepare(AccountChange change, CancellationToken stop)
        {
            if (!change.User.Links.Contains(link) || !await HasProof(change, proof, stop))
            {
                return false;
            }

            change.Recognize(device, mark, time.GetUtcNow());
            return true;
        }
    }

    /// <summary>Opens a session together with another change of the user.</summary>
    /// <param name="actor">The actor that makes the change. Its credential must still be valid.</param>
    /// <param name="userId">The id of the user.</param>
    /// <param name="prepare">Makes the change in the same transaction. Returns false to open no session.</param>
    /// <param name="device">The device that the call comes from.</param>
    /// <param name="cancellation">Cancels the attempt between two transactions.</param>
    /// <param name="known">The user, if just read. This saves the first read.</param>
    /// <returns>The session; null if there is no such user, the user is disabled, or <paramref name="prepare"/> returned false.</returns>
    /// <exception cref="ContentionException">Thrown when other calls keep changing the user.</exception>
    /// <exception cref="CredentialEndedException">Thrown when the credential ended in the meantime.</exception>
    public async Task<OpenedPrivateSession?> Run(Actor actor, long userId, Func<AccountChange, CancellationToken, ValueTask<bool>> prepare, Device device, CancellationToken cancellation, User? known = null)
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

        // The session decides whether the token is valid, so the caller need not wait.
        followUps.Start(stop => names.Finalise(reservation, stop));
        return new OpenedPrivateSession(token, user);

        async ValueTask<User?> Open(AccountChange change, CancellationToken stop)
        {
            if (!change.User.Enabled || !await prepare(change, stop))
            {
                return null;
            }

            change.OpenSession(token, now, options.Value.LongLifetime, device);
            return change.User;
        }
    }

    private async ValueTask<bool> HasProof(AccountChange change, FactorProof? proof, CancellationToken cancellation) =>
        !change.User.HasSecondFactor || (proof is not null && await checkProof.Run(change, proof, cancellation));
}

/// <summary>Represents the first session of a user who is about to be created.</summary>
/// <param name="Token">The token to return to the caller after the user is created, and to no other party.</param>
/// <param name="Open">Adds the session to the change that creates the user.</param>
public sealed record FirstPrivateSession(PrivateToken Token, Action<AccountChange> Open);

/// <summary>Represents a session that was just opened.</summary>
/// <param name="Token">The token to return to the caller, and to no other party.</param>
/// <param name="User">The user that the session belongs to.</param>
public sealed record OpenedPrivateSession(PrivateToken Token, User User);
