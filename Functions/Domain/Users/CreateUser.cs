using Serverless.Domain.Permissions;
using Serverless.Domain.UserNames;
using Serverless.Storage;

namespace Serverless.Domain.Users;

/// <summary>Creates a user: reserves what must be unique, writes the user, finalises the reservations.</summary>
public sealed class CreateUser(AccountStore accounts, Names names, Ids ids, FollowUps followUps, TimeProvider time)
{
    /// <summary>Adds the user.</summary>
    /// <returns>The user with his id; null if the name, the address, the Telegram name or a link is taken.</returns>
    /// <inheritdoc cref="TryRun"/>
    public async Task<User?> Run(User draft, CancellationToken cancellation, Actor? actor = null) => (await TryRun(draft, cancellation, actor)).User;

    /// <summary>
    /// Adds the user. The values must have passed the rules of the caller's family.
    /// </summary>
    /// <param name="draft">The user; an id of 0 is replaced by the next one.</param>
    /// <param name="cancellation">Ends the call between two writes: see the remarks.</param>
    /// <param name="actor">In whose name; its credential must still stand. Null if people sign up by themselves.</param>
    /// <param name="prepare">Adds what is written in the same transaction, such as a first session.</param>
    /// <returns>The user with his id, or what is taken.</returns>
    /// <remarks>
    /// Reservations and the record of the change are written at once, then the user. A crash before the user leaves names that point to nobody; they
    /// are free again when the reservations run out. A crash after it leaves a user who exists and signs in; RepairNames finalises the names.
    /// </remarks>
    public async Task<Creation> TryRun(User draft, CancellationToken cancellation, Actor? actor = null, Action<AccountChange>? prepare = null)
    {
        var started = time.GetTimestamp();
        var id = draft.Id != 0 ? draft.Id : await ids.NextUser(cancellation);
        var change = new AccountChange(draft with { Id = id, Pseudonym = Pseudonym.New() });
        prepare?.Invoke(change);
        var announcing = accounts.Prepare(change, cancellation);
        // All are tried, so that the caller learns of everything at once.
        var reserving = Task.WhenAll(Name.Of(change.User).Select(async name =>
            (Name: name, Reservation: await names.TryReserve(name.Kind, name.Text, change.User.Id, cancellation))));
        await Task.WhenAll(announcing, reserving);
        var (intent, all) = (await announcing, await reserving);
        List<Reservation> reserved = [.. all.Select(one => one.Reservation).OfType<Reservation>()];
        if (reserved.Count < all.Length)
        {
            await Task.WhenAll([accounts.Withdraw(intent, cancellation), .. Release(reserved, cancellation)]);
            return new(null, [.. all.Where(one => one.Reservation is null).Select(one => one.Name)]);
        }

        if (time.GetElapsedTime(started) > Names.Lifetime / 2)
        {
            // A stalled machine: somebody may take the names over before the user is written.
            throw new TimeoutException("Storage was too slow to create the user; nothing was written.");
        }

        try
        {
            if (!await accounts.TryCommit(actor ?? Actor.Nobody, change, intent, cancellation))
            {
                await Task.WhenAll(Release(reserved, cancellation));
                return new(null, []);
            }
        }
        catch (CredentialEndedException)
        {
            await Task.WhenAll(Release(reserved, cancellation));
            throw;
        }

        // Nobody takes over a name whose user carries it, so the caller need not wait.
        followUps.Start(stop => Task.WhenAll(reserved.Select(reservation => names.Seal(reservation, stop))));
        return new(change.User, []);
    }

    private IEnumerable<Task> Release(IEnumerable<Reservation> reserved, CancellationToken cancellation) =>
        reserved.Select(reservation => names.Release(reservation, cancellation));
}

/// <summary>What came of making a user.</summary>
/// <param name="User">The user with his id; null if something of his is taken.</param>
/// <param name="Taken">What is taken.</param>
public sealed record Creation(User? User, IReadOnlyList<Name> Taken);
