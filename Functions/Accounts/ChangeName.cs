namespace Serverless.Accounts;

/// <summary>
/// Gives a user another unique value (email address, Telegram name) in place of the one he has: reserve the new one, mark the old
/// one as leaving, write the user, seal the new one, delete the old one.
/// </summary>
/// <remarks>
/// A crash at any point leaves the user with either value, and rows that are pending: RepairNames seals the one that he carries
/// and deletes the other.
/// </remarks>
public sealed class ChangeName(AccountStore accounts, Names names)
{
    private const int Tries = 4;

    /// <summary>Carries the change out.</summary>
    /// <param name="userId">Whose.</param>
    /// <param name="kind">The space of the name.</param>
    /// <param name="value">The new value, normalised and checked; null to remove the value.</param>
    /// <param name="current">Reads the value from a user.</param>
    /// <param name="apply">Writes the value, and what follows from it, into the change.</param>
    /// <param name="cancellation">Ends the call between two writes.</param>
    /// <returns>Whether the user has the value now; false if it is somebody else's. Null if there is no such user.</returns>
    /// <exception cref="ContentionException">Others kept changing the user.</exception>
    public async Task<bool?> Run(long userId, NameKind kind, string? value, Func<User, string?> current, Action<AccountChange> apply, CancellationToken cancellation)
    {
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            if (await accounts.Read(userId, cancellation) is not { } user)
            {
                return null;
            }

            if (current(user) == value)
            {
                return true;
            }

            // A name that the user keeps in another column (his user name) needs no reservation of its own and is not given back.
            var reserved = value is null || IsKept(user, kind, value) ? null : await names.TryReserve(kind, value, userId, cancellation);
            if (reserved is null && value is not null && !IsKept(user, kind, value))
            {
                return false;
            }

            var released = current(user) is { } old && !IsKept(user, kind, old) ? await names.BeginRelease(kind, old, userId, cancellation) : null;
            var change = new AccountChange(user);
            apply(change);
            if (await accounts.TryCommit(change, cancellation))
            {
                await Finish(reserved, released, cancellation);
                return true;
            }
        }

        throw new ContentionException();
    }

    private static bool IsKept(User user, NameKind kind, string value) => kind == NameKind.Login && user.Name == value;

    private async Task Finish(Reservation? reserved, Reservation? released, CancellationToken cancellation)
    {
        if (reserved is not null)
        {
            await names.Seal(reserved, cancellation);
        }

        if (released is not null)
        {
            await names.Release(released, cancellation);
        }
    }
}
