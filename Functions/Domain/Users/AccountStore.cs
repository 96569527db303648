using Serverless.Domain.Audit;
using Serverless.Domain.Permissions;
using Serverless.Domain.Sessions;
using Serverless.Domain.Sessions.Revocation;
using Serverless.Domain.Users.Index;
using Serverless.Security;
using Serverless.Storage;
using Serverless.Storage.Index;
using Serverless.Storage.Rows;

namespace Serverless.Domain.Users;

/// <summary>
/// Stores users and their rows in table Accounts. All rows of a user change in one transaction, which fails if the user was changed in the meantime.
/// Therefore disabling a user and ending their sessions are atomic, and no update is lost.
/// </summary>
public sealed class AccountStore(AccountRows rows, UserIndex index, Revocations revocations, PrivateTokens privateTokens, Standing standing, FollowUps followUps, IUserEvents events, UserTurns turns, AuditOutbox audit)
{
    /// <summary>Returns the user with this id, or null.</summary>
    public async Task<User?> Read(long id, CancellationToken cancellation) =>
        await ReadEvenDeleted(id, cancellation) is { IsErasing: false } user ? user : null;

    /// <summary>Returns the user with this id, including a deleted user whose row still exists. Returns null if there is no row.</summary>
    internal async Task<User?> ReadEvenDeleted(long id, CancellationToken cancellation) => (await rows.FindUser(id, cancellation))?.ToUser();

    /// <summary>Returns the session with this record id, or null. <see cref="Credential.Matches"/> checks a presented credential.</summary>
    public Task<SessionRow?> FindSession(long userId, long recordId, CancellationToken cancellation) => rows.FindSession(userId, recordId, cancellation);

    /// <summary>Returns all sessions of a user, including expired ones. At most <see cref="AccountChange.MaximumSessions"/>, so it takes one request.</summary>
    public async Task<IReadOnlyList<SessionRow>> ListSessions(long userId, CancellationToken cancellation) =>
        await rows.Sessions(userId).ToListAsync(cancellation);

    /// <summary>Returns the user data of a caller: from the session row, or from the user row if there is no session. Null if there is no such user.</summary>
    public async Task<SessionOwner?> Describe(long userId, SessionRow? session, CancellationToken cancellation) =>
        SessionOwner.Of(session) ?? (await Read(userId, cancellation) is { } user ? SessionOwner.Of(user) : null);

    /// <summary>Returns the API token with this record id, or null.</summary>
    public Task<TokenRow?> FindToken(long userId, long recordId, CancellationToken cancellation) => rows.FindToken(userId, recordId, cancellation);

    /// <summary>Returns all API tokens of a user. At most <see cref="AccountChange.MaximumTokens"/>, so it takes one request.</summary>
    public async Task<IReadOnlyList<TokenRow>> ListTokens(long userId, CancellationToken cancellation) =>
        await rows.Tokens(userId).ToListAsync(cancellation);

    /// <summary>Returns the action token with this record id, or null.</summary>
    public Task<ActionRow?> FindAction(long userId, long recordId, CancellationToken cancellation) => rows.FindAction(userId, recordId, cancellation);

    /// <summary>Records the delivery progress of an email. Returns false if the row changed or is gone, because the token was used or replaced.</summary>
    public Task<bool> TryUpdate(ActionRow action, CancellationToken cancellation) => rows.TryUpdate(action, cancellation);

    /// <summary>Adds a user. Returns false if a user with this id exists.</summary>
    public Task<bool> TryAdd(User user, CancellationToken cancellation) => TryCommit(Actor.Nobody, new(user), cancellation);

    /// <summary>
    /// Reads the user, applies <paramref name="decide"/>, and writes the change. Starts over if another call changed the user in the meantime. Therefore
    /// <paramref name="decide"/> can run more than once, and must depend only on its argument.
    /// </summary>
    /// <param name="actor">The actor that makes the change. Its credential must still be valid when the change is written.</param>
    /// <param name="userId">The id of the user to change.</param>
    /// <param name="decide">Makes the change, or leaves it empty, and returns the outcome. Nothing is written for a default outcome (null, false, 0).</param>
    /// <param name="cancellation">Cancels the attempt between two transactions.</param>
    /// <param name="known">The user, if just read. This saves the first read.</param>
    /// <returns>The outcome; the default value if there is no such user.</returns>
    /// <exception cref="ContentionException">Thrown when other calls keep changing the user.</exception>
    /// <exception cref="CredentialEndedException">Thrown when the credential ended in the meantime.</exception>
    public Task<T?> Change<T>(Actor actor, long userId, Func<AccountChange, T> decide, CancellationToken cancellation, User? known = null) =>
        Change(actor, userId, (change, _) => ValueTask.FromResult(decide(change)), cancellation, known);

    /// <summary>
    /// Changes a user like the other overload. <paramref name="decide"/> can read rows of the user's partition. They belong to the version of the user that
    /// is changed: they only change together with the user row, which then fails the transaction.
    /// </summary>
    /// <param name="actor">The actor that makes the change. Its credential must still be valid when the change is written.</param>
    /// <param name="userId">The id of the user to change.</param>
    /// <param name="decide">Makes the change, or leaves it empty, and returns the outcome. Nothing is written for a default outcome (null, false, 0).</param>
    /// <param name="cancellation">Cancels the attempt between two transactions.</param>
    /// <param name="known">The user, if just read. This saves the first read.</param>
    /// <returns>The outcome; the default value if there is no such user.</returns>
    /// <exception cref="ContentionException">Thrown when other calls keep changing the user.</exception>
    /// <exception cref="CredentialEndedException">Thrown when the credential ended in the meantime.</exception>
    public async Task<T?> Change<T>(Actor actor, long userId, Func<AccountChange, CancellationToken, ValueTask<T>> decide, CancellationToken cancellation, User? known = null)
    {
        using var turn = await turns.Take(userId, cancellation);
        known = turn.HasWaited ? null : known;
        for (var attempt = 0; attempt < Contention.Tries; attempt++)
        {
            if ((known ?? await Read(userId, cancellation)) is not { } user)
            {
                return default;
            }

            known = null;
            var change = new AccountChange(user);
            var outcome = await decide(change, cancellation);
            // A refusal writes nothing, whatever the change already contains.
            var isRefusal = EqualityComparer<T?>.Default.Equals(outcome, default);
            if (isRefusal && Standing.IsFree(actor, user))
            {
                await standing.Demand(actor, user, cancellation);
            }

            if (isRefusal || await TryCommit(actor, change, cancellation))
            {
                return outcome;
            }

            await Contention.Pause(attempt, cancellation);
        }

        throw new ContentionException();
    }

    /// <summary>Prepares a change: writes its change record for the index, and starts the release of the private tokens that it ends.</summary>
    /// <param name="change">The change.</param>
    /// <param name="beside">What else must succeed before the user can be written, and is running already. If it fails, the change record is deleted.</param>
    /// <param name="cancellation">Cancels the requests.</param>
    /// <returns>The change record; null if the change does not affect lists.</returns>
    internal async Task<PendingChange?> Prepare(AccountChange change, Task beside, CancellationToken cancellation)
    {
        var releasing = privateTokens.BeginRelease(change.EndingPrivateTokens, cancellation);
        var adding = AddPending(change, cancellation);
        try
        {
            await Task.WhenAll(releasing, adding, beside);
        }
        catch
        {
            // If the change record itself failed, it is not known whether there is one, and a job settles it.
            Abandon(adding.IsCompletedSuccessfully ? await adding : null);
            throw;
        }

        return await adding;
    }

    /// <summary>Deletes the change record written by <see cref="Prepare"/>, because the change is not written.</summary>
    internal Task Withdraw(PendingChange? pending, CancellationToken cancellation) => pending is null ? Task.CompletedTask : index.Withdraw(pending, cancellation);

    /// <summary>
    /// Deletes the change record in the background, because the call failed before it wrote the user. Otherwise every reader of lists would have to find
    /// out that the user was not written, until the record is so old that its call must have ended.
    /// </summary>
    internal void Abandon(PendingChange? pending)
    {
        if (pending is not null)
        {
            followUps.Start(stop => index.Withdraw(pending, stop), isUrgent: true);
        }
    }

    /// <summary>Writes a change. Returns false if another call changed the user since the user was read.</summary>
    /// <param name="actor">The actor that makes the change. Its credential must still be valid.</param>
    /// <param name="change">The change to write.</param>
    /// <param name="cancellation">Cancels the attempt between two requests.</param>
    /// <exception cref="CredentialEndedException">Thrown when the credential ended in the meantime.</exception>
    public async Task<bool> TryCommit(Actor actor, AccountChange change, CancellationToken cancellation)
    {
        if (!change.IsEmpty)
        {
            return await TryCommit(actor, change, await Prepare(change, Task.CompletedTask, cancellation), cancellation);
        }

        await Demand(actor, change, cancellation);
        return true;
    }

    /// <summary>Writes a change after <see cref="Prepare"/>.</summary>
    internal async Task<bool> TryCommit(Actor actor, AccountChange change, PendingChange? pending, CancellationToken cancellation)
    {
        try
        {
            await Demand(actor, change, cancellation);
        }
        catch
        {
            Abandon(pending);
            throw;
        }

        return await TryWrite(change, pending, cancellation);
    }

    /// <summary>Checks that the actor's credential is still valid: after the user was read, and as late as possible, see <see cref="Standing"/>.</summary>
    /// <exception cref="CredentialEndedException">Thrown when the credential is no longer valid.</exception>
    internal ValueTask Demand(Actor actor, AccountChange change, CancellationToken cancellation) =>
        // An empty change writes nothing, and is not worth a request.
        change.IsEmpty && !Standing.IsFree(actor, change.Before)
            ? ValueTask.CompletedTask
            : standing.Demand(actor, change.IsNew ? null : change.Before, cancellation);

    /// <summary>Writes a change after <see cref="Prepare"/> and <see cref="Demand"/>. Returns false if another call changed the user since the user was read.</summary>
    internal async Task<bool> TryWrite(AccountChange change, PendingChange? pending, CancellationToken cancellation)
    {
        if (pending is not null && index.IsLate(pending))
        {
            await index.Withdraw(pending, cancellation);
            pending = await AddPending(change, cancellation);
        }

        if (pending is not null)
        {
            change.User = change.User with { Listed = pending.Stamp };
        }

        var ending = change.EndingPrivateTokens;
        // An exception leaves the change record in place, because the change may be stored now or later.
        if (!await audit.Write(change, () => Submit(change, cancellation), cancellation))
        {
            await Withdraw(pending, cancellation);
            return false;
        }

        if (pending is not null)
        {
            index.Commit(pending);
        }

        if (ending.Count > 0)
        {
            followUps.Start(stop => privateTokens.Release(ending, stop));
        }

        change.Raise(events);
        return true;
    }

    private Task<PendingChange?> AddPending(AccountChange change, CancellationToken cancellation) => index.AddPending(change.IsNew ? null : change.Before, change.User, cancellation);

    private Task<bool> Submit(AccountChange change, CancellationToken cancellation)
    {
        var (user, others) = change.ToTransaction();
        var credentials = others.ChangedCredentials;
        return credentials.IsEmpty
            ? rows.TryCommit(user, others, cancellation)
            : revocations.Revoke(user.Id, credentials, stop => rows.TryCommit(user, others, stop), cancellation);
    }
}
