using Serverless.Storage;

namespace Serverless.Accounts;

/// <summary>
/// Changes a user together with unique names that come and go with the change (user name, email addresses, Telegram name, links): reserve the new ones,
/// mark the old ones as leaving, write the user, seal the new ones, delete the old ones.
/// </summary>
/// <remarks>
/// A crash at any point leaves the user with either values, and rows that are pending: RepairNames seals those that the user carries and deletes the
/// others. A confirmed address that leaves is not deleted: it stays reserved for <see cref="FormerEmail.UndoTime"/>, so that its owner can take it back.
/// </remarks>
public sealed class ChangeNames(AccountStore accounts, Names names, FollowUps followUps, TimeProvider time)
{
    private const int Tries = 8;

    /// <summary>Carries the change out.</summary>
    /// <param name="actor">In whose name; its credential must still stand.</param>
    /// <param name="userId">The user.</param>
    /// <param name="decide">Makes the change and returns true, or returns false to change nothing; runs again when the user changed meanwhile.</param>
    /// <param name="cancellation">Ends the call between two writes.</param>
    /// <param name="known">The user if just read: saves the first read.</param>
    /// <exception cref="ContentionException">Others kept changing the user.</exception>
    /// <exception cref="CredentialEndedException">The credential ended meanwhile.</exception>
    public async Task<NameOutcome> Run(Actor actor, long userId, Func<AccountChange, bool> decide, CancellationToken cancellation, User? known = null)
    {
        for (var attempt = 0; attempt < Tries; attempt++)
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

            var (before, after) = (Names(user), Names(change.User));
            var preparing = accounts.Prepare(change, cancellation);
            var reserving = Task.WhenAll(after.Except(before).Select(name => names.TryReserve(name.Kind, name.Text, userId, cancellation)));
            await Task.WhenAll(preparing, reserving);
            var (intent, reserved) = (await preparing, await reserving);
            List<Reservation> coming = [.. reserved.OfType<Reservation>()];
            if (coming.Count < reserved.Length)
            {
                await accounts.Withdraw(intent, cancellation);
                followUps.Start(stop => Release(coming, stop));
                return NameOutcome.Taken;
            }

            // Not before the new names are sure: a refused call changes no name that stays.
            var leaving = (await Task.WhenAll(before.Except(after).Select(name => BeginRelease(change.User, name, cancellation)))).OfType<Leaving>().ToList();

            try
            {
                if (change.IsEmpty ? await accounts.TryCommit(actor, change, cancellation) : await accounts.TryCommit(actor, change, intent, cancellation))
                {
                    followUps.Start(stop => Task.WhenAll(Seal(coming, stop), Release(leaving.Where(one => !one.IsHeld).Select(one => one.Reservation), stop)));
                    return NameOutcome.Done;
                }
            }
            catch (CredentialEndedException)
            {
                followUps.Start(stop => TakeBack(coming, leaving, stop));
                throw;
            }

            // A technical pause, so the real clock: growing and random, to let the others finish.
            await Task.Delay(TimeSpan.FromMilliseconds(Ids.Random() % (20 << attempt)), TimeProvider.System, cancellation);
        }

        throw new ContentionException();
    }

    /// <summary>The names of a user that are written here; those of private tokens come and go with their sessions.</summary>
    private static HashSet<Name> Names(User user) => [.. Name.Of(user).Where(name => name.Kind != NameKind.PrivateToken)];

    private async Task<Leaving?> BeginRelease(User after, Name name, CancellationToken cancellation)
    {
        var isHeld = after.FormerEmails.Any(former => former.IsConfirmed && former.Address == name.Text && former.Until > time.GetUtcNow());
        return await names.BeginRelease(name.Kind, name.Text, after.Id, isHeld ? FormerEmail.UndoTime : Accounts.Names.Lifetime, cancellation) is { } reservation
            ? new(reservation, isHeld)
            : null;
    }

    private Task TakeBack(List<Reservation> coming, List<Leaving> leaving, CancellationToken cancellation) =>
        Task.WhenAll(Release(coming, cancellation), Seal(leaving.Select(one => one.Reservation), cancellation));

    private Task<bool[]> Seal(IEnumerable<Reservation> reservations, CancellationToken cancellation) =>
        Task.WhenAll(reservations.Select(reservation => names.Seal(reservation, cancellation)));

    private Task Release(IEnumerable<Reservation> reservations, CancellationToken cancellation) =>
        Task.WhenAll(reservations.Select(reservation => names.Release(reservation, cancellation)));

    private sealed record Leaving(Reservation Reservation, bool IsHeld);
}

/// <summary>What came of a change of names.</summary>
public enum NameOutcome
{
    /// <summary>The user is as asked for.</summary>
    Done,

    /// <summary>A name is somebody else's.</summary>
    Taken,

    /// <summary>There is no such user.</summary>
    NoUser,

    /// <summary>The change was not made, as it was decided.</summary>
    Refused,
}
