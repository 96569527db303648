using System.Collections.Immutable;
using Azure;
using Azure.Data.Tables;
using Serverless.Accounts.Index;
using Serverless.Accounts.Revocation;
using Serverless.Security;
using Serverless.Storage;
using Serverless.Storage.Index;

namespace Serverless.Accounts;

/// <summary>
/// Users and what belongs to them in table Accounts. All rows of a user change in one transaction that holds only if nobody
/// changed the user meanwhile: disabling him and ending his sessions cannot come apart, and no update is lost.
/// </summary>
public sealed class AccountStore(Tables tables, UserIndex index, Revocations revocations, PrivateTokens privateTokens, Standing standing, FollowUps followUps, IUserEvents events)
{
    /// <summary>The user with this id, or null.</summary>
    public async Task<User?> Read(long id, CancellationToken cancellation) =>
        await ReadEvenDeleted(id, cancellation) is { IsErasing: false } user ? user : null;

    /// <summary>The user with this id, deleted or not, as long as the row is there; null after that.</summary>
    internal async Task<User?> ReadEvenDeleted(long id, CancellationToken cancellation) => (await tables.Accounts.Find(Key.Encode(id), UserRow.RowKey(id), cancellation))?.ToUser();

    /// <summary>The session with this record id, or null; whether a credential opens it, <see cref="Credential.Matches"/> says.</summary>
    public async Task<SessionRow?> FindSession(long userId, long recordId, CancellationToken cancellation) =>
        await tables.Accounts.Find(Key.Encode(userId), SessionRow.Key(recordId), cancellation) is { } row ? SessionRow.From(row) : null;

    /// <summary>All sessions of a user, at most <see cref="AccountChange.MaximumSessions"/>, also those that are over: one transaction.</summary>
    public async Task<IReadOnlyList<SessionRow>> ListSessions(long userId, CancellationToken cancellation) =>
        await Rows(userId, SessionRow.KeyPrefix).Select(SessionRow.From).ToListAsync(cancellation);

    /// <summary>Who a caller is: his session's row says it; a caller without one costs a read of the user. Null if there is no such user.</summary>
    public async Task<SessionOwner?> Describe(long userId, SessionRow? session, CancellationToken cancellation) =>
        session?.Owner ?? (await Read(userId, cancellation) is { } user ? SessionOwner.Of(user) : null);

    /// <summary>The API token with this record id, or null.</summary>
    public async Task<TokenRow?> FindToken(long userId, long recordId, CancellationToken cancellation) =>
        await tables.Accounts.Find(Key.Encode(userId), TokenRow.Key(recordId), cancellation) is { } row ? TokenRow.From(row) : null;

    /// <summary>All API tokens of a user, at most <see cref="AccountChange.MaximumTokens"/>: one transaction.</summary>
    public async Task<IReadOnlyList<TokenRow>> ListTokens(long userId, CancellationToken cancellation) =>
        await Rows(userId, TokenRow.KeyPrefix).Select(TokenRow.From).ToListAsync(cancellation);

    /// <summary>The action token with this record id, or null.</summary>
    public async Task<ActionRow?> FindAction(long userId, long recordId, CancellationToken cancellation) =>
        await tables.Accounts.Find(Key.Encode(userId), ActionRow.Key(recordId), cancellation) is { } row ? new ActionRow(row) : null;

    /// <summary>Writes how far a mail got. False if the row changed or is gone: then the token was used or replaced meanwhile.</summary>
    public Task<bool> TryUpdate(ActionRow action, CancellationToken cancellation) => tables.Accounts.TryUpdate(action.Row, cancellation);

    /// <summary>Adds a user; false if there is one with this id.</summary>
    public Task<bool> TryAdd(User user, CancellationToken cancellation) => TryCommit(Actor.Nobody, new(user), cancellation);

    /// <summary>
    /// Reads the user, lets <paramref name="decide"/> change him, and writes the change; starts over when somebody else changed
    /// him meanwhile. <paramref name="decide"/> may therefore run more than once, and must depend only on what it is given.
    /// </summary>
    /// <param name="actor">In whose name; its credential must still stand when the change is written.</param>
    /// <param name="userId">Whom.</param>
    /// <param name="decide">Makes the change, or leaves it empty, and returns the outcome. With a default outcome (null, false, 0), nothing is written.</param>
    /// <param name="cancellation">Ends the attempt between two transactions.</param>
    /// <param name="known">The user if he was just read: saves the first read.</param>
    /// <returns>The outcome; default if there is no such user.</returns>
    /// <exception cref="ContentionException">Others kept changing the user.</exception>
    /// <exception cref="CredentialEndedException">The credential ended meanwhile.</exception>
    public async Task<T?> Change<T>(Actor actor, long userId, Func<AccountChange, T> decide, CancellationToken cancellation, User? known = null)
    {
        for (var attempt = 0; attempt < Contention.Tries; attempt++)
        {
            if ((known ?? await Read(userId, cancellation)) is not { } user)
            {
                return default;
            }

            known = null;
            var change = new AccountChange(user);
            var outcome = decide(change);
            // A refusal writes nothing, whatever was noted in the change before it.
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

    /// <summary>Does what must come before a change is written: records it for the index, and declares the names of private tokens that end.</summary>
    /// <returns>The record; null if lists show no difference.</returns>
    internal async Task<Intent?> Prepare(AccountChange change, CancellationToken cancellation)
    {
        var releasing = privateTokens.BeginRelease(change.EndingPrivateTokens, cancellation);
        var announcing = Announce(change, cancellation);
        await Task.WhenAll(releasing, announcing);
        return await announcing;
    }

    /// <summary>Takes back what <see cref="Prepare"/> recorded: the change is not written.</summary>
    internal Task Withdraw(Intent? intent, CancellationToken cancellation) => intent is null ? Task.CompletedTask : index.Withdraw(intent, cancellation);

    /// <summary>Writes a change; false if the user was changed by somebody else since he was read.</summary>
    /// <param name="actor">In whose name; its credential must still stand.</param>
    /// <param name="change">What to write.</param>
    /// <param name="cancellation">Ends the attempt between two requests.</param>
    /// <exception cref="CredentialEndedException">The credential ended meanwhile.</exception>
    public async Task<bool> TryCommit(Actor actor, AccountChange change, CancellationToken cancellation)
    {
        if (!change.IsEmpty)
        {
            return await TryCommit(actor, change, await Prepare(change, cancellation), cancellation);
        }

        // A change of nothing is not worth a request.
        if (Standing.IsFree(actor, change.Before))
        {
            await standing.Demand(actor, change.Before, cancellation);
        }

        return true;
    }

    /// <summary>Writes a change for which <see cref="Prepare"/> is done.</summary>
    internal async Task<bool> TryCommit(Actor actor, AccountChange change, Intent? intent, CancellationToken cancellation)
    {
        try
        {
            // Last, and after the user was read: see Standing.
            await standing.Demand(actor, change.IsNew ? null : change.Before, cancellation);
        }
        catch (CredentialEndedException)
        {
            await Withdraw(intent, cancellation);
            throw;
        }

        if (intent is not null && index.IsLate(intent))
        {
            await index.Withdraw(intent, cancellation);
            intent = await Announce(change, cancellation);
        }

        if (intent is not null)
        {
            change.User = change.User with { Listed = intent.Stamp };
        }

        var ending = change.EndingPrivateTokens;
        // What throws leaves the intent: whether the change is stored, or still will be, is not known.
        if (!await Submit(change, cancellation))
        {
            await Withdraw(intent, cancellation);
            return false;
        }

        if (intent is not null)
        {
            index.Commit(intent);
        }

        if (ending.Count > 0)
        {
            followUps.Start(stop => privateTokens.Release(ending, stop));
        }

        change.Raise(events);
        return true;
    }

    private Task<Intent?> Announce(AccountChange change, CancellationToken cancellation) => index.Announce(change.IsNew ? null : change.Before, change.User, cancellation);

    /// <summary>A user's rows whose keys begin with a text that ends with a semicolon.</summary>
    private AsyncPageable<TableEntity> Rows(long userId, string prefix)
    {
        var (partition, end) = (Key.Encode(userId), prefix[..^1] + '<'); // '<' follows ';'
        return tables.Accounts.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {prefix} and RowKey lt {end}"));
    }

    private Task<bool> Submit(AccountChange change, CancellationToken cancellation)
    {
        var (actions, revision) = change.ToTransaction();
        if (actions is [{ ActionType: TableTransactionActionType.Add, Entity: TableEntity row }])
        {
            return tables.Accounts.TryAdd(row, cancellation);
        }

        var (id, changed) = (change.User.Id, actions.Where(action => action.ActionType != TableTransactionActionType.Add).Select(CredentialOf).OfType<long>().ToImmutableArray());
        return changed.IsEmpty
            ? Submit(id, actions, revision, cancellation)
            : revocations.Revoke(id, changed, stop => Submit(id, actions, revision, stop), cancellation);
    }

    /// <summary>The record id of the session or API token whose row this writes, which instances may remember; null if it is another row.</summary>
    private static long? CredentialOf(TableTransactionAction action) =>
        SessionRow.IdOf(action.Entity.RowKey) ?? TokenRow.IdOf(action.Entity.RowKey);

    private async Task<bool> Submit(long id, List<TableTransactionAction> actions, string revision, CancellationToken cancellation)
    {
        try
        {
            await tables.Accounts.SubmitTransactionAsync(actions, cancellation);
            return true;
        }
        catch (TableTransactionFailedException failure) when (failure.Status is 404 or 409 or 412)
        {
            // The client repeats a transaction whose answer was lost; the repetition of one that was applied fails on its own ETag.
            var row = await tables.Accounts.Find(Key.Encode(id), UserRow.RowKey(id), cancellation);
            return row?.GetString(TableExtensions.Revision) == revision;
        }
    }
}
