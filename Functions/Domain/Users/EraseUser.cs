using Microsoft.Extensions.Logging;
using Serverless.Domain.Audit;
using Serverless.Domain.Email;
using Serverless.Domain.Email.Notices;
using Serverless.Domain.Permissions;
using Serverless.Domain.UserNames;
using Serverless.Storage.Outages;
using Serverless.Storage.Rows;

namespace Serverless.Domain.Users;

/// <summary>
/// Erases a user. One transaction deletes the user's sessions, tokens and password, and marks the user as deleted. From then on the user cannot be found,
/// and their names are free. A queue message starts the erasure of the remaining rows with the user's id. The call log identifies users by a
/// <see cref="Pseudonym"/>. The first transaction deletes it, so the calls can no longer be linked to the user.
/// </summary>
/// <remarks>
/// Each step can be repeated. The user row is deleted last, because it contains the names. If the message was never sent, the job that folds the index
/// finishes the erasure before it deletes the change record.
/// </remarks>
public sealed partial class EraseUser(
    AccountStore accounts, AccountRows rows, Names names, FailedEmails failed, EraseQueue queue, CopyMissedEvents events, PendingEmails pendingEmails, ILogger<EraseUser> logger)
{
    /// <summary>Erases the user. Returns false if there is no such user.</summary>
    /// <param name="actor">The actor that makes the change. Its credential must still be valid.</param>
    /// <param name="id">The id of the user to erase.</param>
    /// <param name="cancellation">Cancels the attempt between two requests.</param>
    /// <param name="onlyIf">Returns whether to erase the user in their current state; null to erase in any state.</param>
    /// <exception cref="ContentionException">Thrown when other calls keep changing the user.</exception>
    /// <exception cref="CredentialEndedException">Thrown when the credential ended in the meantime.</exception>
    public async Task<bool> Run(Actor actor, long id, CancellationToken cancellation, Func<User, bool>? onlyIf = null)
    {
        if (!await accounts.Change(actor, id, change => (onlyIf is null || onlyIf(change.User)) && Mark(change), cancellation))
        {
            return false;
        }

        try
        {
            await queue.Send(id, cancellation);
        }
        catch (Exception exception) when (StorageFailure.IsOutage(exception, cancellation))
        {
            LogLater(logger, id, exception.Message);
        }

        return true;
    }

    /// <summary>Erases the remaining data of a user that is marked as deleted. Does nothing for any other user.</summary>
    public async Task Finish(long id, CancellationToken cancellation)
    {
        if (await rows.FindUser(id, cancellation) is not { } row || row.ToUser() is not { IsErasing: true } user)
        {
            return;
        }

        // Before their rows are deleted, because an instance that died may not have copied them.
        await events.OfUser(id, cancellation);
        await pendingEmails.QueueAll(id, cancellation); // the rows below contain them
        await Task.WhenAll(
            names.ReleaseAll(user, cancellation),
            failed.Erase(id, cancellation),
            rows.EraseOthers(id, cancellation)); // the user row does not list all of them
        await rows.TryErase(row, cancellation);
    }

    private static bool Mark(AccountChange change)
    {
        change.Erase();
        return true;
    }

    [LoggerMessage(331, LogLevel.Warning, "User {UserId} is deleted, but some of their data is not. A job deletes it. {Reason}")]
    private static partial void LogLater(ILogger logger, long userId, string reason);
}
