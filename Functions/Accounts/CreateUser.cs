using Serverless.Storage;

namespace Serverless.Accounts;

/// <summary>Makes a user: reserves what must be unique, writes the user, seals the reservations.</summary>
public sealed class CreateUser(AccountStore accounts, Names names, Ids ids, Standing standing, TimeProvider time)
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
    /// <returns>The user with his id, or what is taken.</returns>
    /// <remarks>
    /// Between the writes: after "reserve" the names point to a user who does not exist, nobody finds him, and they are free again when
    /// the reservation runs out. After "user" he exists and signs in; only his names still say pending until RepairNames seals them.
    /// </remarks>
    public async Task<Creation> TryRun(User draft, CancellationToken cancellation, Actor? actor = null)
    {
        var started = time.GetTimestamp();
        var user = draft.Id != 0 ? draft : draft with { Id = await ids.NextUser(cancellation) };
        var reserved = new List<(Name Name, Reservation Reservation)>();
        var taken = new List<Name>();
        foreach (var name in Name.Of(user))
        {
            if (await names.TryReserve(name.Kind, name.Text, user.Id, cancellation) is { } reservation)
            {
                reserved.Add((name, reservation));
            }
            else
            {
                taken.Add(name); // the others are tried all the same, so that the caller hears of everything at once
            }
        }

        if (taken.Count > 0)
        {
            await Release(reserved, cancellation);
            return new(null, taken);
        }

        if (time.GetElapsedTime(started) > Names.Lifetime / 2)
        {
            // A stalled machine: somebody may take the names over before the user is written.
            throw new TimeoutException("Storage was too slow to create the user; nothing was written.");
        }

        try
        {
            await standing.Demand(actor ?? Actor.Nobody, changed: null, cancellation);
        }
        catch (CredentialEndedException)
        {
            await Release(reserved, cancellation);
            throw;
        }

        if (!await accounts.TryAdd(user, cancellation))
        {
            await Release(reserved, cancellation);
            return new(null, []);
        }

        foreach (var (name, reservation) in reserved)
        {
            if (!await names.Seal(reservation, cancellation))
            {
                await accounts.Remove(user.Id, cancellation);
                return new(null, [name]);
            }
        }

        return new(user, []);
    }

    private async Task Release(List<(Name Name, Reservation Reservation)> reserved, CancellationToken cancellation)
    {
        foreach (var (_, reservation) in reserved)
        {
            await names.Release(reservation, cancellation);
        }
    }
}

/// <summary>What came of making a user.</summary>
/// <param name="User">The user with his id; null if something of his is taken.</param>
/// <param name="Taken">What is taken.</param>
public sealed record Creation(User? User, IReadOnlyList<Name> Taken);
