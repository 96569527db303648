using Azure.Data.Tables;

namespace Serverless.Storage.Rows;

/// <summary>Reads and deletes the rows with the emails about events. Transactions of users add them.</summary>
public sealed class PendingEmailsRows(Tables tables)
{
    /// <summary>Returns the row of an event, or null. Makes one request.</summary>
    public async Task<PendingEmailsRow?> Find(long userId, long eventId, CancellationToken cancellation) =>
        await tables.Accounts.Find(Key.Encode(userId), PendingEmailsRow.Key(eventId), cancellation) is { } entity ? PendingEmailsRow.From(entity) : null;

    /// <summary>Returns all rows of a user.</summary>
    public IAsyncEnumerable<PendingEmailsRow> OfUser(long userId, CancellationToken cancellation) => tables.Accounts
        .QueryAsync<TableEntity>(RowRange.InPartition(Key.Encode(userId), PendingEmailsRow.KeyPrefix, RowRange.EndOf(PendingEmailsRow.KeyPrefix)), cancellationToken: cancellation)
        .Select(PendingEmailsRow.From);

    /// <summary>Deletes the row of an event, if it exists.</summary>
    public Task Delete(long userId, long eventId, CancellationToken cancellation) =>
        tables.Accounts.DeleteEntityAsync(Key.Encode(userId), PendingEmailsRow.Key(eventId), cancellationToken: cancellation);
}
