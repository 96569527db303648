using Microsoft.Extensions.Options;
using Serverless.Domain.Permissions;
using Serverless.Domain.RateLimits;
using Serverless.Domain.SignIn;
using Serverless.Domain.UserNames;
using Serverless.Domain.Users;
using Serverless.Security;
using Serverless.Storage;

namespace Serverless.Domain.Sessions;

/// <summary>Opens a session for a user name or email address and a password.</summary>
public sealed class OpenSession(
    AccountStore accounts, Names names, PasswordHashing hashing, SignInGuard guard, KnownDevices knownDevices, IOptions<SessionOptions> options, TimeProvider time)
{
    /// <summary>
    /// Checks the password, unless too many were wrong before (<see cref="SignInGuard"/>). Unknown user, wrong password and disabled user
    /// cost the same work: four reads, one hash and two writes; a refused attempt, at most the reads. This is the only way to check a
    /// password that somebody sends, whatever for.
    /// </summary>
    /// <param name="login">User name or email address as typed.</param>
    /// <param name="password">The password as typed; its form is not judged here.</param>
    /// <param name="device">The device that the call comes from.</param>
    /// <param name="cancellation">Cancels the reads.</param>
    /// <exception cref="ServiceBusyException">Too many sign-ins at once.</exception>
    public async Task<SignInCheck> Verify(string login, string password, Device device, CancellationToken cancellation)
    {
        var name = EmailAddress.Normalize(login);
        await using var attempt = await guard.Begin(name, device, cancellation);
        if (attempt.RetryAfter is { } known)
        {
            return SignInCheck.Limited(known);
        }

        var found = await names.FindUser(name, cancellation);
        if (await attempt.Enter(found?.PasswordHash, found?.KnownDevices ?? [], cancellation) is { } wait)
        {
            return SignInCheck.Limited(wait);
        }

        var check = await hashing.Verify(password, found?.PasswordHash, cancellation, HashLane.Of(name));
        if (check.Ok && found is { Enabled: true })
        {
            await attempt.Succeed(cancellation);
            return SignInCheck.Of(new VerifiedUser(found, check.Upgraded));
        }

        // Disabled is a failure, too: to count it differently would tell the right password from a wrong one.
        return await attempt.Fail(cancellation) is { } late
            ? SignInCheck.Limited(late)
            : new SignInCheck(found is null ? SignInOutcome.Unknown : check.Ok ? SignInOutcome.Disabled : SignInOutcome.WrongPassword);
    }

    /// <summary>Prepares the first session of a user who is about to be created: both are written in one transaction.</summary>
    /// <param name="device">From where.</param>
    /// <param name="cancellation">Cancels a read that each instance does once.</param>
    /// <param name="lifetime">How long the session lives; null for the usual time.</param>
    public async Task<FirstSession> First(Device device, CancellationToken cancellation, TimeSpan? lifetime = null) =>
        new(device, await knownDevices.Mark(device, cancellation), time.GetUtcNow(), lifetime ?? options.Value.Lifetime);

    /// <summary>Opens the session.</summary>
    /// <param name="verified">Who gave his password.</param>
    /// <param name="device">From where; a new one is told to the user.</param>
    /// <param name="cancellation">Ends the attempt between two transactions.</param>
    /// <param name="lifetime">How long the session lives; null for the usual time.</param>
    /// <returns>The credential to hand out, the session and the user; null if his password was changed or he was disabled this moment.</returns>
    /// <exception cref="ContentionException">Others kept changing the user.</exception>
    public async Task<OpenedSession?> Run(VerifiedUser verified, Device device, CancellationToken cancellation, TimeSpan? lifetime = null)
    {
        var (user, upgraded) = verified;
        var credential = Credential.Create(CredentialKind.Session, user.Id, Ids.Random());
        var mark = await knownDevices.Mark(device, cancellation);
        var now = time.GetUtcNow();
        return await accounts.Change(
            Actor.Nobody,
            user.Id,
            change =>
            {
                if (!change.User.Enabled || change.User.PasswordHash != user.PasswordHash)
                {
                    return null;
                }

                change.User = change.User with { PasswordHash = upgraded ?? user.PasswordHash };
                change.Recognize(device, mark, now);
                var session = change.OpenSession(credential, now, lifetime ?? options.Value.Lifetime, device.SessionName);
                return new OpenedSession(credential, session, change.User);
            },
            cancellation,
            known: user);
    }
}

/// <summary>The first session of a user who is about to be created.</summary>
public sealed class FirstSession(Device device, string? mark, DateTimeOffset now, TimeSpan lifetime)
{
    private Credential? _credential;
    private SessionReference _session;

    /// <summary>Adds the session to the change that creates the user.</summary>
    public void Open(AccountChange change)
    {
        var credential = Credential.Create(CredentialKind.Session, change.User.Id, Ids.Random());
        change.Recognize(device, mark, now);
        _session = change.OpenSession(credential, now, lifetime, device.SessionName);
        _credential = credential;
    }

    /// <summary>Returns the session of the user, who is created now.</summary>
    public OpenedSession Of(User user) => new(_credential ?? throw new InvalidOperationException("The session was not opened."), _session, user);
}

/// <summary>A user who gave his password.</summary>
/// <param name="User">As he was read.</param>
/// <param name="UpgradedHash">His password hashed by today's parameters, if it was by older ones.</param>
public sealed record VerifiedUser(User User, string? UpgradedHash);

/// <summary>A session just opened.</summary>
/// <param name="Credential">To be handed to the caller, and to nobody else.</param>
/// <param name="Session">As its user's list has it.</param>
/// <param name="User">Whose it is.</param>
public sealed record OpenedSession(Credential Credential, SessionReference Session, User User);
