using System.Security.Cryptography;
using System.Text;
using Serverless.Domain.Audit;
using Serverless.Domain.Permissions;
using Serverless.Domain.Sessions;
using Serverless.Domain.SignIn;
using Serverless.Domain.UserNames;
using Serverless.Domain.Users;
using Serverless.Security;
using Serverless.Storage;
using Serverless.Storage.Rows;

namespace Serverless.Domain.SecondFactors;

/// <summary>
/// Connects the two halves of a sign-in. A ticket proves that the password was right. It lives for ten minutes, allows five tries and one sign-in, and ends
/// with a new password. All of this is decided in the transaction that opens the session.
/// </summary>
public sealed class Tickets(AccountStore accounts, SecondFactorRows rows, CheckProof checkProof, CountedAttempt countedAttempt, OpenSession openSession, TimeProvider time)
{
    /// <summary>The lifetime of a ticket.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>The number of second factors that can be tried with a ticket.</summary>
    public const int MaximumTries = 5;

    /// <summary>Creates a ticket for a user whose password was verified.</summary>
    /// <param name="verified">The verified user.</param>
    /// <param name="login">The user name or email address as typed.</param>
    /// <param name="cancellation">Cancels the attempt between two transactions.</param>
    /// <returns>The ticket; null if the password was changed, or the user disabled or left without a second factor, in the meantime.</returns>
    /// <exception cref="ContentionException">Thrown when other calls keep changing the user.</exception>
    public async Task<IssuedTicket?> Issue(VerifiedUser verified, string login, CancellationToken cancellation)
    {
        var credential = Credential.Create(CredentialKind.SignInTicket, verified.User.Id, Ids.Random());
        var now = time.GetUtcNow();
        return await accounts.Change(Actor.Nobody, verified.User.Id, Add, cancellation, known: verified.User);

        IssuedTicket? Add(AccountChange change)
        {
            if (!change.User.Enabled || !change.User.HasSecondFactor || change.User.PasswordHash != verified.User.PasswordHash)
            {
                return null;
            }

            var hash = verified.UpgradedHash ?? verified.User.PasswordHash;
            change.UpgradeHash(hash);
            var row = new TicketRow { Id = credential.RecordId, Hash = credential.Hash(), Expires = now + Lifetime, PasswordMark = MarkOf(hash), Login = EmailAddress.Normalize(login) };
            change.AddTicket(row, now);
            return new IssuedTicket(credential, row.Expires, change.User);
        }
    }

    /// <summary>Returns the user of a ticket that is valid now; null if there is none.</summary>
    public async Task<User?> FindUser(string ticket, CancellationToken cancellation) =>
        TryParse(ticket, out var credential)
        && await accounts.Read(credential.UserId, cancellation) is { } user
        && await Find(user, credential, cancellation) is not null
            ? user
            : null;

    /// <summary>Opens the session of a sign-in whose password was right.</summary>
    /// <param name="ticket">The ticket as presented.</param>
    /// <param name="proof">The second factor as presented.</param>
    /// <param name="device">The device that the call comes from.</param>
    /// <param name="cancellation">Cancels the attempt between two transactions.</param>
    /// <exception cref="ContentionException">Thrown when other calls keep changing the user.</exception>
    public async Task<TicketOutcome> Redeem(string ticket, FactorProof proof, Device device, CancellationToken cancellation)
    {
        if (!TryParse(ticket, out var credential)
            || await accounts.Read(credential.UserId, cancellation) is not { } user
            || await Find(user, credential, cancellation) is not { } row)
        {
            return TicketOutcome.Ended;
        }

        var session = await openSession.Prepare(device, cancellation);
        var isValid = true;
        var (opened, wait) = await countedAttempt.Run(row.Login, user, device, Open, () => isValid, cancellation);
        return wait is { } time ? TicketOutcome.Limited(time)
            : opened is not null ? TicketOutcome.Opened(opened)
            : isValid ? TicketOutcome.Wrong : TicketOutcome.Ended;

        async Task<OpenedSession?> Open()
        {
            var outcome = await accounts.Change(Actor.Nobody, user.Id, (change, stop) => Try(change, credential, proof, session, stop), cancellation, known: user);
            isValid = outcome is not null;
            return outcome is { IsOpened: true } ? session.Of(outcome.User) : null;
        }
    }

    /// <summary>Checks the second factor, and opens the session or counts the failure. Returns null if the ticket is no longer valid.</summary>
    private async ValueTask<Attempt?> Try(AccountChange change, Credential ticket, FactorProof proof, PreparedSession session, CancellationToken cancellation)
    {
        if (await Find(change.User, ticket, cancellation) is not { } current)
        {
            return null;
        }

        if (await checkProof.Run(change, proof, cancellation))
        {
            change.RemoveTicket(current.Id);
            session.Open(change);
            return new Attempt(true, change.User);
        }

        change.RecordFailure(AuditEventName.SecondFactorFailed);
        if (current.Failures + 1 < MaximumTries)
        {
            change.UpdateTicket(current with { Failures = current.Failures + 1 });
        }
        else
        {
            change.RemoveTicket(current.Id);
        }

        return new Attempt(false, change.User);
    }

    private static bool TryParse(string ticket, out Credential credential) =>
        Credential.TryParse(ticket, out credential!) && credential.Kind == CredentialKind.SignInTicket;

    /// <summary>Returns the row of a ticket that this version of the user has; null if the ticket is wrong, used, expired or older than the password.</summary>
    private async ValueTask<TicketRow?> Find(User user, Credential credential, CancellationToken cancellation) =>
        user.Enabled && user.Tickets.Any(ticket => ticket.Id == credential.RecordId)
        && await rows.FindTicket(user.Id, credential.RecordId, cancellation) is { } row
        && credential.Matches(row.Hash) && row.Expires > time.GetUtcNow() && row.PasswordMark == MarkOf(user.PasswordHash)
            ? row
            : null;

    /// <summary>Returns a mark that distinguishes a user's passwords and serves no other purpose.</summary>
    private static string MarkOf(string? passwordHash) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(passwordHash ?? "")).AsSpan(0, 16));

    private sealed record Attempt(bool IsOpened, User User);
}

/// <summary>Represents a ticket that was just created.</summary>
/// <param name="Credential">The ticket to return to the caller, and to no other party.</param>
/// <param name="Expires">The time when the ticket expires.</param>
/// <param name="User">The user who signs in.</param>
public sealed record IssuedTicket(Credential Credential, DateTimeOffset Expires, User User);

/// <summary>Represents the outcome of the second half of a sign-in.</summary>
/// <param name="Session">The session; null if none was opened.</param>
/// <param name="CanRetry">Whether the ticket was valid when it was tried.</param>
/// <param name="RetryAfter">The time to wait, if too many attempts failed.</param>
public sealed record TicketOutcome(OpenedSession? Session, bool CanRetry, TimeSpan? RetryAfter)
{
    /// <summary>Gets the outcome for a ticket that does not exist, or exists no longer.</summary>
    public static TicketOutcome Ended { get; } = new(null, false, null);

    /// <summary>Gets the outcome for a wrong second factor.</summary>
    public static TicketOutcome Wrong { get; } = new(null, true, null);

    /// <summary>Returns the outcome for an attempt that was not checked, because too many failed.</summary>
    public static TicketOutcome Limited(TimeSpan wait) => new(null, true, wait);

    /// <summary>Returns the outcome for a valid second factor.</summary>
    public static TicketOutcome Opened(OpenedSession session) => new(session, false, null);
}
