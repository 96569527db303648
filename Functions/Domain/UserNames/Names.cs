using Azure.Data.Tables;
using Serverless.Domain.Users;
using Serverless.Storage;
using Serverless.Storage.Outages;

namespace Serverless.Domain.UserNames;

/// <summary>
/// Makes names unique without transactions across partitions: reserve (insert wins), write the user, seal. Between these steps
/// the row says "pending": it points to a user who may not carry the name yet. If the caller dies there, the reservation
/// runs out and <c>RepairNames</c> seals it or deletes it, whichever the user row says. Giving a name up goes the same way
/// backwards: pending, write the user, delete.
/// </summary>
public sealed class Names(Tables tables, AccountStore accounts, TableSweep sweep, TimeProvider time)
{
    /// <summary>How long a reservation holds. Far longer than a call can take, since every storage request times out in seconds.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    /// <summary>How often a name is looked at again that changed while it was reserved.</summary>
    private const int Tries = 3;

    /// <summary>The user who has this name, if he really carries it.</summary>
    /// <param name="login">User name or email address, lower case.</param>
    /// <param name="cancellation">Cancels the reads.</param>
    /// <remarks>Always two point reads, whether there is such a user or not, so that time tells nothing.</remarks>
    public Task<User?> FindUser(string login, CancellationToken cancellation) => FindUser(login, orPending: false, cancellation);

    /// <summary>Returns the user who has this name.</summary>
    /// <param name="login">User name or email address, lower case.</param>
    /// <param name="orPending">Whether an address that waits to be confirmed finds its user as well.</param>
    /// <param name="cancellation">Cancels the reads.</param>
    public async Task<User?> FindUser(string login, bool orPending, CancellationToken cancellation)
    {
        var row = await Find(new Name(NameKind.Login, login).Key, cancellation);
        var user = await accounts.Read(row?.GetInt64(NameRow.Owner) ?? 0, cancellation);
        return user is not null && (user.AnswersTo(login) || (orPending && user.PendingEmail == login)) ? user : null;
    }

    /// <summary>The user whom an account elsewhere signs in, if there is one. Two point reads.</summary>
    public async Task<User?> FindUser(Link link, CancellationToken cancellation)
    {
        var row = await Find(new Name(NameKind.Link, link.ToString()).Key, cancellation);
        var user = await accounts.Read(row?.GetInt64(NameRow.Owner) ?? 0, cancellation);
        return user is not null && user.Links.Contains(link) ? user : null;
    }

    /// <summary>Reserves a name for a user; null if it is somebody else's.</summary>
    public async Task<Reservation?> TryReserve(NameKind kind, string name, long userId, CancellationToken cancellation)
    {
        if (name == User.RootName && userId != User.RootId)
        {
            return null; // root's, even before he exists
        }

        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var row = NameRow.Of(new Name(kind, name), userId);
            row[NameRow.PendingUntil] = time.GetUtcNow() + Lifetime;
            if (await tables.Names.TryAdd(row, cancellation))
            {
                return new Reservation(row);
            }

            if (await Find(row.RowKey, cancellation) is not { } existing)
            {
                continue; // deleted this moment: it is free
            }

            var owner = existing.GetInt64(NameRow.Owner) ?? 0;
            if (owner != userId && !await IsAbandoned(existing, owner, kind, name, cancellation))
            {
                return null;
            }

            existing[NameRow.Owner] = userId;
            existing[NameRow.PendingUntil] = time.GetUtcNow() + Lifetime;
            if (await tables.Names.TryUpdate(existing, cancellation))
            {
                return new Reservation(existing);
            }

            // Changed meanwhile: perhaps made permanent for an owner who is gone, or deleted with them.
            await Contention.Pause(attempt, cancellation);
        }

        return null;
    }

    /// <summary>Declares a name of the user's as on its way out, before the user row drops it.</summary>
    /// <param name="kind">Its space.</param>
    /// <param name="name">The name.</param>
    /// <param name="userId">The user.</param>
    /// <param name="lifetime">How long nobody else can have it, unless it is given back before.</param>
    /// <param name="cancellation">Cancels the requests.</param>
    public async Task<Reservation?> BeginRelease(NameKind kind, string name, long userId, TimeSpan lifetime, CancellationToken cancellation)
    {
        if (await Find(new Name(kind, name).Key, cancellation) is not { } row || row.GetInt64(NameRow.Owner) != userId)
        {
            return null;
        }

        row[NameRow.PendingUntil] = time.GetUtcNow() + lifetime;
        return await tables.Names.TryUpdate(row, cancellation) ? new Reservation(row) : null;
    }

    /// <summary>
    /// Makes a reservation permanent; false if it ran out and somebody took it over. If storage is unavailable now, the user keeps the name
    /// all the same, because their row carries it: <see cref="Repair"/> seals it.
    /// </summary>
    public async Task<bool> Seal(Reservation reservation, CancellationToken cancellation)
    {
        try
        {
            return await SealNow(reservation, cancellation);
        }
        catch (Exception exception) when (StorageFailure.IsOutage(exception, cancellation))
        {
            return true;
        }
    }

    /// <summary>Gives a name back. If storage is unavailable now, the reservation runs out, and <see cref="Repair"/> deletes it.</summary>
    public async Task Release(Reservation reservation, CancellationToken cancellation)
    {
        try
        {
            await tables.Names.TryDelete(reservation.Row, cancellation);
        }
        catch (Exception exception) when (StorageFailure.IsOutage(exception, cancellation))
        {
        }
    }

    /// <summary>Gives back every name of a user who is being erased.</summary>
    internal async Task ReleaseAll(User user, CancellationToken cancellation)
    {
        await Task.WhenAll(KeysOf(user).Concat(user.FormerEmails.Select(former => new Name(NameKind.Login, former.Address).Key)).Distinct().Select(async key =>
        {
            if (await Find(key, cancellation) is { } row && row.GetInt64(NameRow.Owner) == user.Id)
            {
                await tables.Names.TryDelete(row, cancellation);
            }
        }));
    }

    /// <summary>Seals or deletes reservations that ran out: what a crash between two writes left.</summary>
    /// <returns>How many were sealed and deleted.</returns>
    /// <remarks>
    /// Nobody waits for it: a user finds their account by a pending name, and a name that ran out can be reserved. So a sweep in parts is enough, and sign-ups
    /// write no list of what is to be looked at.
    /// </remarks>
    public async Task<(int Sealed, int Deleted)> Repair(CancellationToken cancellation)
    {
        var (kept, deleted) = (0, 0);
        var now = time.GetUtcNow();
        await sweep.Run("repair-names", tables.Names, TableClient.CreateQueryFilter($"PendingUntil lt {now}"), Settle, cancellation);
        return (kept, deleted);

        async ValueTask Settle(TableEntity row, CancellationToken stop)
        {
            var user = await accounts.Read(row.GetInt64(NameRow.Owner) ?? 0, stop);
            if (user is not null && Carries(user, row.RowKey))
            {
                kept += await SealNow(new Reservation(row), stop) ? 1 : 0;
            }
            else
            {
                deleted += await tables.Names.TryDelete(row, stop) ? 1 : 0;
            }
        }
    }

    private Task<bool> SealNow(Reservation reservation, CancellationToken cancellation)
    {
        reservation.Row.Remove(NameRow.PendingUntil);
        return tables.Names.TryUpdate(reservation.Row, cancellation);
    }

    private Task<TableEntity?> Find(string key, CancellationToken cancellation) => tables.Names.Find(key, key, cancellation);

    /// <summary>Returns whether a name is free although it has a row: its user is deleted, or its reservation ran out.</summary>
    private async Task<bool> IsAbandoned(TableEntity row, long owner, NameKind kind, string name, CancellationToken cancellation)
    {
        var until = row.GetDateTimeOffset(NameRow.PendingUntil);
        return await accounts.ReadEvenDeleted(owner, cancellation) switch
        {
            null => until is null || until < time.GetUtcNow(), // erased; or not written yet
            { IsErasing: true } => true,
            var user => until < time.GetUtcNow() && !Carries(user, new Name(kind, name).Key),
        };
    }

    private static bool Carries(User user, string key) => KeysOf(user).Contains(key);

    private static IEnumerable<string> KeysOf(User user) => Name.Of(user).Select(name => name.Key);
}

/// <summary>A row of table Names that the holder may seal or release.</summary>
public sealed class Reservation
{
    internal Reservation(TableEntity row) => Row = row;

    internal TableEntity Row { get; }
}
