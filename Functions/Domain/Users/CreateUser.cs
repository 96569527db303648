using Serverless.Domain.Permissions;
using Serverless.Domain.UserNames;
using Serverless.Storage;
using Serverless.Storage.Index;

namespace Serverless.Domain.Users;

/// <summary>Creates a user: reserves the unique names, writes the user, and finalises the reservations.</summary>
public sealed class CreateUser(AccountStore accounts, Names names, Ids ids, FollowUps followUps, TimeProvider time)
{
    /// <summary>Creates the user.</summary>
    /// <returns>The user with their id; null if the name, the email address, the Telegram name or a link is taken.</returns>
    /// <inheritdoc cref="TryRun"/>
    public async Task<User?> Run(User draft, CancellationToken cancellation, Actor? actor = null) => (await TryRun(draft, cancellation, actor)).User;

    /// <summary>
    /// Creates the user. The values must already be valid under the rules of the caller's family.
    /// </summary>
    /// <param name="draft">The user; an id of 0 is replaced by the next one.</param>
    /// <param name="cancellation">Cancels the call between two writes: see the remarks.</param>
    /// <param name="actor">The actor that creates the user. Its credential must still be valid. Null if people sign up by themselves.</param>
    /// <param name="prepare">Adds rows to the same transaction, such as a first session.</param>
    /// <returns>The user with their id, or the names that are taken.</returns>
    /// <remarks>
    /// The reservations and the change record are written in parallel, then the user. A crash before the user is written leaves names without a user. They
    /// are free again when the reservations expire. A crash after the user is written leaves a user who can sign in; RepairNames finalises the names.
    /// </remarks>
    public async Task<Creation> TryRun(User draft, CancellationToken cancellation, Actor? actor = null, Action<AccountChange>? prepare = null)
    {
        var started = time.GetTimestamp();
        var id = draft.Id != 0 ? draft.Id : await ids.NextUser(cancellation);
        var change = new AccountChange(draft with { Id = id, Pseudonym = Pseudonym.New() });
        prepare?.Invoke(change);
        // All names are tried, so that the caller gets every conflict in one response.
        var reserving = Task.WhenAll(Name.Of(change.User).Select(async name =>
            (Name: name, Reservation: await names.TryReserve(name.Kind, name.Text, change.User.Id, cancellation))));
        var pending = await accounts.Prepare(change, reserving, cancellation);
        var all = await reserving;
        List<Reservation> reserved = [.. all.Select(one => one.Reservation).OfType<Reservation>()];
        if (reserved.Count < all.Length)
        {
            await Task.WhenAll([accounts.Withdraw(pending, cancellation), .. Release(reserved, cancellation)]);
            return new(null, [.. all.Where(one => one.Reservation is null).Select(one => one.Name)]);
        }

        return await TryWrite(actor ?? Actor.Nobody, change, pending, reserved, started, cancellation) ? new(change.User, []) : new(null, []);
    }

    /// <summary>Writes the user whose names are reserved. Returns false if a user with this id exists; then the names are free again.</summary>
    private async Task<bool> TryWrite(Actor actor, AccountChange change, PendingChange? pending, List<Reservation> reserved, long started, CancellationToken cancellation)
    {
        if (time.GetElapsedTime(started) > Names.Lifetime / 2)
        {
            // The machine stalled: another call may take over the names before the user is written.
            accounts.Abandon(pending);
            throw new TimeoutException("Storage was too slow to create the user; nothing was written.");
        }

        try
        {
            if (!await accounts.TryCommit(actor, change, pending, cancellation))
            {
                await Task.WhenAll(Release(reserved, cancellation));
                return false;
            }
        }
        catch (CredentialEndedException)
        {
            await Task.WhenAll(Release(reserved, cancellation));
            throw;
        }

        // A name whose user exists cannot be taken over, so the caller need not wait.
        followUps.Start(stop => Task.WhenAll(reserved.Select(reservation => names.Finalise(reservation, stop))));
        return true;
    }

    private IEnumerable<Task> Release(IEnumerable<Reservation> reserved, CancellationToken cancellation) =>
        reserved.Select(reservation => names.Release(reservation, cancellation));
}

/// <summary>Represents the result of creating a user.</summary>
/// <param name="User">The user with their id; null if a name is taken.</param>
/// <param name="Taken">The names that are taken.</param>
public sealed record Creation(User? User, IReadOnlyList<Name> Taken);
