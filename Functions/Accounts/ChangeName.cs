namespace Serverless.Accounts;

/// <summary>
/// Gives a user another unique value (user name, email address, Telegram name) in place of the one he has: reserve the new one, mark the old
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
    /// <param name="field">Which of his names.</param>
    /// <param name="value">The new value, normalised and checked; null to remove the value.</param>
    /// <param name="apply">Writes the value, and what follows from it, into the change.</param>
    /// <param name="cancellation">Ends the call between two writes.</param>
    /// <param name="evenIfSame">Whether there is something to write although the user has the value already.</param>
    /// <returns>Whether the user has the value now; false if it is somebody else's. Null if there is no such user.</returns>
    /// <exception cref="ContentionException">Others kept changing the user.</exception>
    public async Task<bool?> Run(long userId, NameField field, string? value, Action<AccountChange> apply, CancellationToken cancellation, bool evenIfSame = false)
    {
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            if (await accounts.Read(userId, cancellation) is not { } user)
            {
                return null;
            }

            var current = field.Of(user);
            if (current == value && !evenIfSame)
            {
                return true;
            }

            // A name that the user keeps in another column (his user name is his address) needs no reservation of its own and is not given back.
            var isNew = value is not null && value != current && value != field.Other(user);
            var reserved = isNew ? await names.TryReserve(field.Kind, value!, userId, cancellation) : null;
            if (isNew && reserved is null)
            {
                return false;
            }

            var isLeaving = current is not null && value != current && current != field.Other(user);
            var released = isLeaving ? await names.BeginRelease(field.Kind, current!, userId, cancellation) : null;
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

/// <summary>A column of the user row that holds a unique name.</summary>
/// <param name="Kind">The space of the name.</param>
/// <param name="Of">Reads it.</param>
/// <param name="Other">Reads the other column of the same space, which may hold the same name.</param>
public sealed record NameField(NameKind Kind, Func<User, string?> Of, Func<User, string?> Other)
{
    /// <summary>User name.</summary>
    public static NameField UserName { get; } = new(NameKind.Login, user => user.Name, user => user.Email);

    /// <summary>Email address.</summary>
    public static NameField Email { get; } = new(NameKind.Login, user => user.Email, user => user.Name);

    /// <summary>Telegram user name.</summary>
    public static NameField Telegram { get; } = new(NameKind.Telegram, user => user.TelegramName, _ => null);
}
