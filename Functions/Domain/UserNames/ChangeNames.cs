using Serverless.Domain.Permissions;
using Serverless.Domain.Users;
using Serverless.Storage;
using Serverless.Storage.Index;
using Serverless.Storage.Rows;

namespace Serverless.Domain.UserNames;

/// <summary>
/// Changes a user together with the affected unique names (user name, email addresses, Telegram name, links). It reserves the new names, marks the old
/// ones as leaving, writes the user, finalises the new names, and deletes the old ones.
/// </summary>
/// <remarks>
/// A crash at any point leaves the user with the old or the new values, and some rows pending. RepairNames finalises the rows whose names the user has,
/// and deletes the others. A confirmed email address that is replaced is not deleted. It stays reserved for <see cref="FormerEmail.UndoTime"/>, so that
/// its owner can restore it. An attempt that loses the race for the user row keeps its reservations for the next attempt. The next attempt is
/// therefore shorter, and more likely to succeed.
/// </remarks>
public sealed class ChangeNames(AccountStore accounts, Names names, FollowUps followUps, UserTurns turns, TimeProvider time)
{
    /// <summary>Makes the change.</summary>
    /// <param name="actor">The actor that makes the change. Its credential must still be valid.</param>
    /// <param name="userId">The id of the user to change.</param>
    /// <param name="decide">Makes the change and returns true, or returns false to change nothing. Runs again if the user changed in the meantime.</param>
    /// <param name="cancellation">Cancels the call between two writes.</param>
    /// <param name="known">The user, if just read. This saves the first read.</param>
    /// <exception cref="ContentionException">Thrown when other calls keep changing the user.</exception>
    /// <exception cref="CredentialEndedException">Thrown when the credential ended in the meantime.</exception>
    public async Task<NameOutcome> Run(Actor actor, long userId, Func<AccountChange, bool> decide, CancellationToken cancellation, User? known = null)
    {
        using var turn = await turns.Take(userId, cancellation);
        known = turn.HasWaited ? null : known;
        var coming = new Dictionary<Name, Reservation>();
        var declared = new Dictionary<Name, Leaving>();
        for (var attempt = 0; attempt < Contention.Tries; attempt++)
        {
            if ((known ?? await accounts.Read(userId, cancellation)) is not { } user)
            {
                return NameOutcome.NoUser;
            }

            known = null;
            var change = new AccountChange(user);
            if (!decide(change))
            {
                return NameOutcome.Refused;
            }

            if (await Try(actor, change, coming, declared, cancellation) is { } outcome)
            {
                return outcome;
            }

            await Contention.Pause(attempt, cancellation);
        }

        throw new ContentionException();
    }

    /// <summary>Makes one attempt. Returns null if another call changed the user since the user was read.</summary>
    private async Task<NameOutcome?> Try(Actor actor, AccountChange change, Dictionary<Name, Reservation> coming, Dictionary<Name, Leaving> declared, CancellationToken cancellation)
    {
        var (before, after) = (Names(change.Before), Names(change.User));
        try
        {
            var (pending, leaving) = await Prepare(actor, change, before, after, coming, declared, cancellation);
            if (leaving is null)
            {
                await accounts.Withdraw(pending, cancellation);
                followUps.Start(stop => Release(Ours(), stop));
                return NameOutcome.Taken;
            }

            if (change.IsEmpty || await accounts.TryWrite(change, pending, cancellation))
            {
                Finish(coming, leaving, after);
                return NameOutcome.Done;
            }
        }
        catch (CredentialEndedException)
        {
            followUps.Start(stop => Task.WhenAll(Release(Ours(), stop), Finalise(declared.Values.Select(one => one.Reservation), stop)));
            throw;
        }

        return null;

        // Since an earlier attempt reserved a name, another call may have given it to the user.
        IEnumerable<Reservation> Ours() => coming.Where(one => !before.Contains(one.Key)).Select(one => one.Value);
    }

    /// <summary>Writes the change record, reserves the new names, and marks the old ones as leaving. The check of the credential runs beside the last of these.</summary>
    /// <returns>The change record, and the names that leave; null if a new name belongs to another user.</returns>
    private async Task<(PendingChange? Pending, List<Leaving>? Leaving)> Prepare(
        Actor actor, AccountChange change, HashSet<Name> before, HashSet<Name> after, Dictionary<Name, Reservation> coming, Dictionary<Name, Leaving> declared, CancellationToken cancellation)
    {
        var reserving = TryReserve(coming, after.Except(before), change.User.Id, cancellation);
        var finding = FindLeaving(declared, before.Except(after), cancellation);
        var pending = await accounts.Prepare(change, Task.WhenAll(reserving, finding), cancellation);
        try
        {
            if (!await reserving)
            {
                return (pending, null);
            }

            // Not before the new names are reserved, so that a refused call marks no name as leaving.
            var releasing = BeginRelease(declared, change.User, await finding, cancellation);
            await Task.WhenAll(releasing, accounts.Demand(actor, change, cancellation).AsTask());
            return (pending, await releasing);
        }
        catch
        {
            accounts.Abandon(pending);
            throw;
        }
    }

    /// <summary>Finalises the new names and releases the old ones, in the background. A new name that only an earlier attempt needed is released, too.</summary>
    private void Finish(Dictionary<Name, Reservation> coming, List<Leaving> leaving, HashSet<Name> after)
    {
        var (kept, unwanted) = (coming.Where(one => after.Contains(one.Key)), coming.Where(one => !after.Contains(one.Key)));
        var left = leaving.Where(one => !one.IsHeld).Select(one => one.Reservation).Concat(unwanted.Select(one => one.Value));
        followUps.Start(stop => Task.WhenAll(Finalise(kept.Select(one => one.Value), stop), Release(left, stop)));
    }

    /// <summary>Returns the names of a user that this class writes. The names of private tokens are added and deleted with their sessions.</summary>
    private static HashSet<Name> Names(User user) => [.. Name.Of(user).Where(name => name.Kind != NameKind.PrivateToken)];

    /// <summary>Reserves the names that are not reserved yet. Returns false if a name belongs to another user.</summary>
    private async Task<bool> TryReserve(Dictionary<Name, Reservation> reserved, IEnumerable<Name> wanted, long userId, CancellationToken cancellation)
    {
        var all = await Task.WhenAll(wanted.Where(name => !reserved.ContainsKey(name)).Select(async name =>
            (Name: name, Reservation: await names.TryReserve(name.Kind, name.Text, userId, cancellation))));
        foreach (var (name, reservation) in all)
        {
            if (reservation is not null)
            {
                reserved.Add(name, reservation);
            }
        }

        return Array.TrueForAll(all, one => one.Reservation is not null);
    }

    /// <summary>Reads the rows of names that the user drops, so that marking them later takes one request.</summary>
    private Task<(Name Name, NameRow? Row)[]> FindLeaving(Dictionary<Name, Leaving> declared, IEnumerable<Name> leaving, CancellationToken cancellation) =>
        Task.WhenAll(leaving.Select(async name => (name, declared.TryGetValue(name, out var known) ? known.Reservation.Row : await names.Find(name, cancellation))));

    /// <summary>Marks names as leaving, unless they are already marked.</summary>
    /// <returns>All given names whose rows belong to the user.</returns>
    private async Task<List<Leaving>> BeginRelease(Dictionary<Name, Leaving> declared, User after, IEnumerable<(Name Name, NameRow? Row)> leaving, CancellationToken cancellation)
    {
        var all = await Task.WhenAll(leaving.Select(async one =>
        {
            var (name, row) = one;
            var isHeld = after.FormerEmails.Any(former => former.IsConfirmed && former.Address == name.Text && former.Until > time.GetUtcNow());
            if (declared.TryGetValue(name, out var known) && known.IsHeld == isHeld)
            {
                return (Name: name, Leaving: known);
            }

            var reservation = await names.BeginRelease(name, row, after.Id, isHeld ? FormerEmail.UndoTime : UserNames.Names.Lifetime, cancellation);
            return (Name: name, Leaving: reservation is null ? null : new Leaving(reservation, isHeld));
        }));
        foreach (var (name, one) in all)
        {
            if (one is not null)
            {
                declared[name] = one;
            }
        }

        return [.. all.Select(one => one.Leaving).OfType<Leaving>()];
    }

    private Task<bool[]> Finalise(IEnumerable<Reservation> reservations, CancellationToken cancellation) =>
        Task.WhenAll(reservations.Select(reservation => names.Finalise(reservation, cancellation)));

    private Task Release(IEnumerable<Reservation> reservations, CancellationToken cancellation) =>
        Task.WhenAll(reservations.Select(reservation => names.Release(reservation, cancellation)));

    private sealed record Leaving(Reservation Reservation, bool IsHeld);
}

/// <summary>Specifies the outcome of a change of names.</summary>
public enum NameOutcome
{
    /// <summary>The change was made.</summary>
    Done,

    /// <summary>A name belongs to another user.</summary>
    Taken,

    /// <summary>There is no such user.</summary>
    NoUser,

    /// <summary>The caller's decision was to change nothing.</summary>
    Refused,
}
