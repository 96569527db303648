using Serverless.Storage;

namespace Serverless.Accounts;

/// <summary>Makes a user: reserves what must be unique, writes the user, seals the reservations.</summary>
public sealed class CreateUser(AccountStore accounts, Names names, Ids ids, TimeProvider time)
{
    /// <summary>
    /// Adds the user. The values must have passed the rules of the caller's family.
    /// </summary>
    /// <param name="draft">The user; an id of 0 is replaced by the next one.</param>
    /// <param name="cancellation">Ends the call between two writes: see the remarks.</param>
    /// <returns>The user with his id; null if the name, the address or the Telegram name is taken.</returns>
    /// <remarks>
    /// Between the writes: after "reserve" the names point to a user who does not exist, nobody finds him, and they are free again when
    /// the reservation runs out. After "user" he exists and signs in; only his names still say pending until RepairNames seals them.
    /// </remarks>
    public async Task<User?> Run(User draft, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        var user = draft.Id != 0 ? draft : draft with { Id = await ids.NextUser(cancellation) };
        var reserved = new List<Reservation>();
        foreach (var (kind, name) in NamesOf(user))
        {
            if (await names.TryReserve(kind, name, user.Id, cancellation) is not { } reservation)
            {
                await Release(reserved, cancellation);
                return null;
            }

            reserved.Add(reservation);
        }

        if (time.GetElapsedTime(started) > Names.Lifetime / 2)
        {
            // A stalled machine: somebody may take the names over before the user is written.
            throw new TimeoutException("Storage was too slow to create the user; nothing was written.");
        }

        if (!await accounts.TryAdd(user, cancellation))
        {
            await Release(reserved, cancellation);
            return null;
        }

        foreach (var reservation in reserved)
        {
            if (!await names.Seal(reservation, cancellation))
            {
                await accounts.Remove(user.Id, cancellation);
                return null;
            }
        }

        return user;
    }

    private static IEnumerable<(NameKind Kind, string Name)> NamesOf(User user)
    {
        yield return (NameKind.Login, user.Name);
        if (user.Email is { } email && email != user.Name)
        {
            yield return (NameKind.Login, email);
        }

        if (user.TelegramName is { } telegram)
        {
            yield return (NameKind.Telegram, telegram);
        }
    }

    private async Task Release(List<Reservation> reserved, CancellationToken cancellation)
    {
        foreach (var reservation in reserved)
        {
            await names.Release(reservation, cancellation);
        }
    }
}
