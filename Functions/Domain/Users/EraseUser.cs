using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using Serverless.Domain.Email;
using Serverless.Domain.Permissions;
using Serverless.Domain.UserNames;
using Serverless.Storage;
using Serverless.Storage.Outages;

namespace Serverless.Domain.Users;

/// <summary>
/// Deletes a user. One transaction ends his sessions, tokens and password and marks him as deleted: from then on nobody finds him, and his names are
/// free. A message of the queue erases everything else that bears his id. The call log knows users by a <see cref="Pseudonym"/>, which goes with the
/// first transaction: from then on, their calls are nobody's.
/// </summary>
/// <remarks>
/// Each step can be repeated. The user row goes last, because it knows his names. If the message was never sent, the job that folds the index
/// finishes the erasure before it deletes the record of the change.
/// </remarks>
public sealed partial class EraseUser(AccountStore accounts, Names names, Tables tables, EraseQueue queue, ILogger<EraseUser> logger)
{
    /// <summary>Deletes the user; false if there is no such user.</summary>
    /// <param name="actor">In whose name; its credential must still stand.</param>
    /// <param name="id">Whom.</param>
    /// <param name="cancellation">Ends the attempt between two requests.</param>
    /// <param name="onlyIf">Decides on the user as they are at that moment; null for any.</param>
    /// <exception cref="ContentionException">Others kept changing the user.</exception>
    /// <exception cref="CredentialEndedException">The credential ended meanwhile.</exception>
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

    /// <summary>Erases what is left of a user who is marked; does nothing for any other.</summary>
    public async Task Finish(long id, CancellationToken cancellation)
    {
        if (await tables.Accounts.Find(Key.Encode(id), UserRow.RowKey(id), cancellation) is not { } row || row.ToUser() is not { IsErasing: true } user)
        {
            return;
        }

        await Task.WhenAll(
            names.ReleaseAll(user, cancellation),
            EraseMail(id, cancellation),
            EraseRows(id, cancellation));
        await tables.Accounts.TryDelete(row, cancellation);
    }

    private static bool Mark(AccountChange change)
    {
        change.Erase();
        return true;
    }

    /// <summary>Rows of his partition that the first transaction left: those of kinds that are not listed in the user row.</summary>
    private async Task EraseRows(long id, CancellationToken cancellation)
    {
        var partition = Key.Encode(id);
        var rows = await tables.Accounts
            .QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ne {UserRow.RowKey(id)}"), select: ["PartitionKey", "RowKey"], cancellationToken: cancellation)
            .ToListAsync(cancellation);
        await tables.Accounts.DeleteAll(rows, cancellation);
    }

    /// <summary>Requests of mail to him that failed; there are few rows at any time.</summary>
    private async Task EraseMail(long id, CancellationToken cancellation)
    {
        await foreach (var row in tables.Mail.QueryAsync<TableEntity>(cancellationToken: cancellation))
        {
            if (FailedMail.UserOf(row.GetString("Message")) == id)
            {
                await tables.Mail.TryDelete(row, cancellation);
            }
        }
    }

    [LoggerMessage(331, LogLevel.Warning, "User {UserId} is deleted, but not all of what belonged to him; that follows by itself. {Reason}")]
    private static partial void LogLater(ILogger logger, long userId, string reason);
}
