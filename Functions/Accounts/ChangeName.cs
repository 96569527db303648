using Serverless.Storage;

namespace Serverless.Accounts;

/// <summary>
/// Gives a user another unique value (user name, email address, Telegram name) in place of the one he has: reserve the new one, mark the old
/// one as leaving, write the user, seal the new one, delete the old one.
/// </summary>
/// <remarks>
/// A crash at any point leaves the user with either value, and rows that are pending: RepairNames seals the one that he carries
/// and deletes the other.
/// </remarks>
public sealed class ChangeName(AccountStore accounts, Names names, FollowUps followUps)
{
    private const int Tries = 8;

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
            var isLeaving = current is not null && value != current && current != field.Other(user);
            var reserving = isNew ? names.TryReserve(field.Kind, value!, userId, cancellation) : Task.FromResult<Reservation?>(null);
            var releasing = isLeaving ? names.BeginRelease(field.Kind, current!, userId, cancellation) : Task.FromResult<Reservation?>(null);
            var change = new AccountChange(user);
            apply(change);
            var preparing = accounts.Prepare(change, cancellation);
            await Task.WhenAll(reserving, releasing, preparing);
            var (reserved, released, intent) = (await reserving, await releasing, await preparing);
            if (isNew && reserved is null)
            {
                await accounts.Withdraw(intent, cancellation);
                followUps.Start(stop => released is null ? Task.CompletedTask : names.Seal(released, stop)); // the user keeps it
                return false;
            }

            if (change.IsEmpty || await accounts.TryCommit(change, intent, cancellation))
            {
                followUps.Start(stop => Finish(reserved, released, stop));
                return true;
            }

            // A technical pause, so the real clock: growing and random, to let the others finish.
            await Task.Delay(TimeSpan.FromMilliseconds(Ids.Random() % (20 << attempt)), TimeProvider.System, cancellation);
        }

        throw new ContentionException();
    }

    private async Task Finish(Reservation? reserved, Reservation? released, CancellationToken cancellation)
    {
        await Task.WhenAll(
            reserved is null ? Task.CompletedTask : names.Seal(reserved, cancellation),
            released is null ? Task.CompletedTask : names.Release(released, cancellation));
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
