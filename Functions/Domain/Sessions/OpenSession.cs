using System.Text.Json;
using Microsoft.Extensions.Options;
using Serverless.Domain.Audit;
using Serverless.Domain.Permissions;
using Serverless.Domain.RateLimits;
using Serverless.Domain.SecondFactors;
using Serverless.Domain.SignIn;
using Serverless.Domain.UserNames;
using Serverless.Domain.Users;
using Serverless.Security;
using Serverless.Storage;

namespace Serverless.Domain.Sessions;

/// <summary>Opens a session for a user name or email address and a password.</summary>
public sealed class OpenSession(
    AccountStore accounts, Names names, PasswordHashing hashing, SignInGuard guard, KnownDevices knownDevices, CheckProof checkProof, SignInFailures failures, IOptions<SessionOptions> options, TimeProvider time)
{
    /// <summary>
    /// Verifies the password, unless too many earlier attempts failed (<see cref="SignInGuard"/>). An unknown user, a wrong password and a disabled user
    /// cost the same work: four reads, one hash and two writes. A refused attempt costs at most the reads. Every password that a caller sends is verified
    /// only here, for any purpose.
    /// </summary>
    /// <param name="login">The user name or email address as entered.</param>
    /// <param name="password">The password as entered. Its form is not validated here.</param>
    /// <param name="device">The device that the call comes from.</param>
    /// <param name="cancellation">Cancels the reads.</param>
    /// <exception cref="ServiceBusyException">Thrown when there are too many concurrent sign-ins.</exception>
    public async Task<SignInCheck> Verify(string login, string password, Device device, CancellationToken cancellation)
    {
        var name = EmailAddress.Normalize(login);
        await using var attempt = await guard.Begin(name, device, cancellation);
        if (attempt.RetryAfter is { } known)
        {
            return SignInCheck.Limited(known);
        }

        var found = await names.FindUser(name, cancellation);
        if (await attempt.Enter(found?.UnlockingSecret, found?.KnownDevices ?? [], cancellation) is { } wait)
        {
            return SignInCheck.Limited(wait);
        }

        var check = await hashing.Verify(password, found?.PasswordHash, cancellation, HashLane.Of(name, attempt.IsKnownDevice));
        if (check.Ok && found is { Enabled: true })
        {
            // With a second factor, the sign-in is not complete. Otherwise a known password would reset the count of wrong second factors.
            if (!found.HasSecondFactor)
            {
                await attempt.Succeed(cancellation);
            }

            return SignInCheck.Of(new VerifiedUser(found, check.Upgraded));
        }

        // A disabled user counts as a failure, too. Otherwise the count would reveal whether the password was right.
        var outcome = found is null ? SignInOutcome.Unknown : check.Ok ? SignInOutcome.Disabled : SignInOutcome.WrongPassword;
        var late = await attempt.Fail(cancellation);
        failures.Record(found, JsonNamingPolicy.SnakeCaseLower.ConvertName(outcome.ToString()), attempt.IsRepeated);
        return late is { } time ? SignInCheck.Limited(time) : new SignInCheck(outcome);
    }

    /// <summary>Prepares a session that another change opens, in its own transaction: the change that creates the user, or that checks a second factor.</summary>
    /// <param name="device">The device that the call comes from.</param>
    /// <param name="cancellation">Cancels a read that each instance makes once.</param>
    /// <param name="lifetime">The lifetime of the session; null for the default.</param>
    public async Task<PreparedSession> Prepare(Device device, CancellationToken cancellation, TimeSpan? lifetime = null) =>
        new(device, await knownDevices.Mark(device, cancellation), time.GetUtcNow(), lifetime ?? options.Value.Lifetime);

    /// <summary>Opens a session for a user whose password was verified.</summary>
    /// <param name="verified">The verified user.</param>
    /// <param name="device">The device that the call comes from. The user is notified of a new device.</param>
    /// <param name="cancellation">Cancels the attempt between two transactions.</param>
    /// <param name="lifetime">The lifetime of the session; null for the default.</param>
    /// <param name="proof">The second factor as presented; null if there is none. It is checked only if the user has a second factor.</param>
    /// <returns>
    /// The credential, the session and the user. Null if the password was changed or the user was disabled in the meantime, or the user has a second factor
    /// and the proof is missing or wrong.
    /// </returns>
    /// <exception cref="ContentionException">Thrown when other calls keep changing the user.</exception>
    public async Task<OpenedSession?> Run(VerifiedUser verified, Device device, CancellationToken cancellation, TimeSpan? lifetime = null, FactorProof? proof = null)
    {
        var user = verified.User;
        var session = await Prepare(device, cancellation, lifetime);
        var changed = await accounts.Change(Actor.Nobody, user.Id, Open, cancellation, known: user);
        return changed is null ? null : session.Of(changed);

        async ValueTask<User?> Open(AccountChange change, CancellationToken stop)
        {
            if (!change.User.Enabled || !verified.Upgrade(change) || !await HasProof(change, proof, stop))
            {
                return null;
            }

            session.Open(change);
            return change.User;
        }
    }

    private async ValueTask<bool> HasProof(AccountChange change, FactorProof? proof, CancellationToken cancellation) =>
        !change.User.HasSecondFactor || (proof is not null && await checkProof.Run(change, proof, cancellation));
}

/// <summary>Represents a session that another change opens.</summary>
public sealed class PreparedSession(Device device, string? mark, DateTimeOffset now, TimeSpan lifetime)
{
    private Credential? _credential;
    private SessionReference _session;

    /// <summary>Adds the session to the change. A repeated change gets another credential.</summary>
    public void Open(AccountChange change)
    {
        var credential = Credential.Create(CredentialKind.Session, change.User.Id, Ids.Random());
        change.Recognize(device, mark, now);
        _session = change.OpenSession(credential, now, lifetime, device);
        _credential = credential;
    }

    /// <summary>Returns the opened session.</summary>
    /// <param name="user">The user as written.</param>
    public OpenedSession Of(User user) => new(_credential ?? throw new InvalidOperationException("The session was not opened."), _session, user);
}

/// <summary>Represents a session that was just opened.</summary>
/// <param name="Credential">The credential to return to the caller, and to no other party.</param>
/// <param name="Session">The session as the user's list contains it.</param>
/// <param name="User">The user that the session belongs to.</param>
public sealed record OpenedSession(Credential Credential, SessionReference Session, User User);
