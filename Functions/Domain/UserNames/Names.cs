using Serverless.Domain.Users;
using Serverless.Storage;
using Serverless.Storage.Outages;
using Serverless.Storage.Rows;

namespace Serverless.Domain.UserNames;

/// <summary>
/// Makes names unique without transactions across partitions. The steps are: reserve (the first insert wins), write the user, finalise. Between these
/// steps the row is pending, because its user may not have the name yet. If the process crashes there, the reservation expires. Then
/// <c>RepairNames</c> finalises or deletes it, depending on the user row. A name is released in the reverse order: mark as pending, write the user,
/// delete.
/// </summary>
public sealed class Names(NameRows rows, AccountStore accounts, TimeProvider time)
{
    /// <summary>The lifetime of a reservation. It is far longer than a call can take, because every storage request times out within seconds.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    /// <summary>The number of attempts to reserve a name that changes in the meantime.</summary>
    private const int Tries = 3;

    /// <summary>Returns the user whose row confirms that they have this name; null if there is none.</summary>
    /// <param name="login">The user name or email address, in lower case.</param>
    /// <param name="cancellation">Cancels the reads.</param>
    /// <remarks>Always makes two point reads, so that the response time does not reveal whether the user exists.</remarks>
    public Task<User?> FindUser(string login, CancellationToken cancellation) => FindUser(login, orPending: false, cancellation);

    /// <summary>Returns the user with this name; null if there is none.</summary>
    /// <param name="login">The user name or email address, in lower case.</param>
    /// <param name="orPending">Whether a pending email address also finds its user.</param>
    /// <param name="cancellation">Cancels the reads.</param>
    public async Task<User?> FindUser(string login, bool orPending, CancellationToken cancellation)
    {
        var row = await rows.Find(new Name(NameKind.Login, login).Key, cancellation);
        var user = await accounts.Read(row?.Owner ?? 0, cancellation);
        return user is not null && (user.AnswersTo(login) || (orPending && user.PendingEmail == login)) ? user : null;
    }

    /// <summary>Returns the user that an external account signs in; null if there is none. Makes two point reads.</summary>
    public async Task<User?> FindUser(Link link, CancellationToken cancellation)
    {
        var row = await rows.Find(new Name(NameKind.Link, link.ToString()).Key, cancellation);
        var user = await accounts.Read(row?.Owner ?? 0, cancellation);
        return user is not null && user.Links.Contains(link) ? user : null;
    }

    /// <summary>Reserves a name for a user. Returns null if the name belongs to another user.</summary>
    public async Task<Reservation?> TryReserve(NameKind kind, string name, long userId, CancellationToken cancellation)
    {
        if (name == User.RootName && userId != User.RootId)
        {
            return null; // reserved for root, even before root exists
        }

        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var row = new NameRow { Key = new Name(kind, name).Key, Owner = userId, PendingUntil = time.GetUtcNow() + Lifetime };
            if (await rows.TryReserve(row, cancellation) is { } added)
            {
                return new Reservation(added);
            }

            if (await rows.Find(row.Key, cancellation) is not { } existing)
            {
                continue; // deleted in the meantime, so the name is free
            }

            if (existing.Owner != userId && !await IsAbandoned(existing, cancellation))
            {
                return null;
            }

            if (await rows.TryUpdate(existing with { Owner = userId, PendingUntil = time.GetUtcNow() + Lifetime }, cancellation) is { } taken)
            {
                return new Reservation(taken);
            }

            // Changed in the meantime: it may be finalised for a user who is gone, or deleted together with them.
            await Contention.Pause(attempt, cancellation);
        }

        return null;
    }

    /// <summary>Returns the row of a name, or null.</summary>
    internal Task<NameRow?> Find(Name name, CancellationToken cancellation) => rows.Find(name.Key, cancellation);

    /// <summary>Marks a name of the user as leaving, before the user row drops it.</summary>
    /// <param name="name">The name.</param>
    /// <param name="known">The row of the name, if just read. This saves the first read.</param>
    /// <param name="userId">The id of the user.</param>
    /// <param name="lifetime">The time during which no other user can reserve the name, unless it is released earlier.</param>
    /// <param name="cancellation">Cancels the requests.</param>
    /// <returns>The reservation; null if the name belongs to another user or to no user.</returns>
    /// <exception cref="ContentionException">Thrown when other calls keep changing the row.</exception>
    internal async Task<Reservation?> BeginRelease(Name name, NameRow? known, long userId, TimeSpan lifetime, CancellationToken cancellation)
    {
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            if ((known ?? await Find(name, cancellation)) is not { } row || row.Owner != userId)
            {
                return null;
            }

            if (await rows.TryUpdate(row with { PendingUntil = time.GetUtcNow() + lifetime }, cancellation) is { } leaving)
            {
                return new Reservation(leaving);
            }

            // The call that reserved the name finalises it after its response. Without the mark, the name would stay reserved forever.
            known = null;
            await Contention.Pause(attempt, cancellation);
        }

        throw new ContentionException();
    }

    /// <summary>
    /// Finalises a reservation. Returns false if it expired and another user reserved the name. If storage is unavailable, the user keeps the name,
    /// because their row contains it. <see cref="Repair"/> finalises it later.
    /// </summary>
    public async Task<bool> Finalise(Reservation reservation, CancellationToken cancellation)
    {
        try
        {
            return await FinaliseNow(reservation, cancellation);
        }
        catch (Exception exception) when (StorageFailure.IsOutage(exception, cancellation))
        {
            return true;
        }
    }

    /// <summary>Releases a name. If storage is unavailable, the reservation expires, and <see cref="Repair"/> deletes it.</summary>
    public async Task Release(Reservation reservation, CancellationToken cancellation)
    {
        try
        {
            await rows.TryDelete(reservation.Row, cancellation);
        }
        catch (Exception exception) when (StorageFailure.IsOutage(exception, cancellation))
        {
        }
    }

    /// <summary>Releases all names of a user who is being erased.</summary>
    internal async Task ReleaseAll(User user, CancellationToken cancellation)
    {
        await Task.WhenAll(KeysOf(user).Concat(user.FormerEmails.Select(former => new Name(NameKind.Login, former.Address).Key)).Distinct().Select(async key =>
        {
            if (await rows.Find(key, cancellation) is { } row && row.Owner == user.Id)
            {
                await rows.TryDelete(row, cancellation);
            }
        }));
    }

    /// <summary>Finalises or deletes expired reservations, which crashes between two writes leave.</summary>
    /// <returns>The numbers of finalised and deleted reservations.</returns>
    /// <remarks>
    /// The repair is not urgent: a user can sign in with a pending name, and an expired name can be reserved. Therefore a sweep in parts is enough, and
    /// sign-ups need no list of rows to check.
    /// </remarks>
    public async Task<(int Sealed, int Deleted)> Repair(CancellationToken cancellation)
    {
        var (kept, deleted) = (0, 0);
        await rows.SweepExpired(time.GetUtcNow(), Settle, cancellation);
        return (kept, deleted);

        async ValueTask Settle(NameRow row, CancellationToken stop)
        {
            var user = await accounts.Read(row.Owner, stop);
            if (user is not null && Carries(user, row.Key))
            {
                kept += await FinaliseNow(new Reservation(row), stop) ? 1 : 0;
            }
            else
            {
                deleted += await rows.TryDelete(row, stop) ? 1 : 0;
            }
        }
    }

    private async Task<bool> FinaliseNow(Reservation reservation, CancellationToken cancellation) =>
        await rows.TryUpdate(reservation.Row with { PendingUntil = null }, cancellation) is not null;

    /// <summary>Returns whether a name is free although it has a row: its user is deleted, or its reservation expired.</summary>
    private async Task<bool> IsAbandoned(NameRow row, CancellationToken cancellation)
    {
        var until = row.PendingUntil;
        return await accounts.ReadEvenDeleted(row.Owner, cancellation) switch
        {
            null => until is null || until < time.GetUtcNow(), // the user is erased, or not written yet
            { IsErasing: true } => true,
            var user => until < time.GetUtcNow() && !Carries(user, row.Key),
        };
    }

    private static bool Carries(User user, string key) => KeysOf(user).Contains(key);

    private static IEnumerable<string> KeysOf(User user) => Name.Of(user).Select(name => name.Key);
}

/// <summary>Represents a row of table Names that the holder may finalise or release.</summary>
public sealed class Reservation
{
    internal Reservation(NameRow row) => Row = row;

    internal NameRow Row { get; }
}
