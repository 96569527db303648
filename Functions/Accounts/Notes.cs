using Azure;
using Azure.Data.Tables;
using Serverless.Storage;

namespace Serverless.Accounts;

/// <summary>
/// The notifications of users, rows of their partitions. Unlike all other rows there they are not listed in the user row: they come
/// and go without deciding anything, so they need not change under its ETag.
/// </summary>
public sealed class Notes(Tables tables, Standing standing, TableSweep sweep, IUserEvents events, TimeProvider time)
{
    /// <summary>The most notifications of one answer.</summary>
    public const int MaximumRead = 100;

    private const int BatchSize = TableExtensions.LargestTransaction - 1; // and the assertion that the credential stands
    private const int DeletionsAtOnce = 16;

    /// <summary>The notifications of a user that live, newest first: one transaction for every thousand that is looked at.</summary>
    public IAsyncEnumerable<Note> Read(long userId)
    {
        var now = time.GetUtcNow();
        return Rows(userId).Select(Note.From).Where(note => note.Created + Note.Lifetime > now);
    }

    /// <summary>Adds a notification; one that is there already, from an earlier delivery of the same message, stays as it is.</summary>
    public async Task Add(long userId, Note note, CancellationToken cancellation)
    {
        await tables.Accounts.TryAdd(note.ToRow(userId), cancellation);
        events.Notified(userId);
    }

    /// <summary>Takes <see cref="Add"/> back.</summary>
    public Task Remove(long userId, Note note, CancellationToken cancellation) =>
        tables.Accounts.DeleteEntityAsync(Key.Encode(userId), Note.Key(note.Id), ETag.All, cancellation);

    /// <summary>Marks notifications of the actor as read or unread.</summary>
    /// <returns>How many of the ids are the user's.</returns>
    public Task<int> Mark(Actor actor, IReadOnlySet<long> ids, bool isRead, CancellationToken cancellation) =>
        // A merge with any ETag updates what is there and never brings back what was deleted.
        Apply(actor, ids, row => new(TableTransactionActionType.UpdateMerge, new TableEntity(row.PartitionKey, row.RowKey) { [Note.ReadColumn] = isRead }, ETag.All), cancellation);

    /// <summary>Deletes notifications of the actor.</summary>
    /// <returns>How many of the ids are the user's.</returns>
    public Task<int> Delete(Actor actor, IReadOnlySet<long> ids, CancellationToken cancellation) =>
        Apply(actor, ids, row => new(TableTransactionActionType.Delete, row, ETag.All), cancellation);

    /// <summary>Deletes the rows of notifications that are over, of all users: a part of the table in each run.</summary>
    /// <returns>How many.</returns>
    public async Task<int> DeleteExpired(CancellationToken cancellation)
    {
        var (first, end, now) = (Note.KeyPrefix, Note.KeyEnd, time.GetUtcNow());
        var filter = TableClient.CreateQueryFilter($"RowKey ge {first} and RowKey lt {end} and Expires le {now}");
        var deleted = 0;
        await sweep.Run("expired-notifications", tables.Accounts, filter, Delete, cancellation, select: ["PartitionKey", "RowKey"], DeletionsAtOnce);
        return deleted;

        async ValueTask Delete(TableEntity row, CancellationToken stop)
        {
            row.ETag = ETag.All;
            await tables.Accounts.TryDelete(row, stop);
            Interlocked.Increment(ref deleted);
        }
    }

    private async Task<int> Apply(Actor actor, IReadOnlySet<long> ids, Func<TableEntity, TableTransactionAction> action, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var own = await Rows(actor.UserId).Where(row => Note.From(row) is var note && ids.Contains(note.Id) && note.Created + Note.Lifetime > now).ToListAsync(cancellation);
        foreach (var batch in own.Chunk(BatchSize))
        {
            try
            {
                await tables.Accounts.SubmitTransactionAsync(batch.Select(action).Concat(Standing.Assertion(actor)), cancellation);
            }
            catch (TableTransactionFailedException gone) when (gone.Status == 404)
            {
                // The credential ended; or another call deleted one of them this moment (or this very deletion, whose answer was lost): look again.
                await standing.Demand(actor, changed: null, cancellation);
                return await Apply(actor, ids, action, cancellation);
            }
        }

        return own.Count;
    }

    private AsyncPageable<TableEntity> Rows(long userId)
    {
        var (partition, first, end) = (Key.Encode(userId), Note.KeyPrefix, Note.KeyEnd);
        return tables.Accounts.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {first} and RowKey lt {end}"));
    }
}
