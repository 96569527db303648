using System.Collections.Concurrent;
using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using Serverless.Pipeline;
using Serverless.Storage;

namespace Serverless.Accounts.Index;

/// <summary>
/// All users but root, in order and searchable, in table Index: derived from table Accounts, and never believed against it.
/// </summary>
/// <remarks>
/// A change of a user is announced by a row <c>todo</c>, then the user is written, then the index is made to say what the user row says, and the
/// announcement is deleted in the same transaction. What a crash leaves announced, <see cref="Repair"/> finishes. The order of "read the
/// index, read the user, write the index if nobody else did" makes the last one who writes the one who saw the newest user.
/// </remarks>
public sealed partial class UserIndex(Tables tables, IndexSize size, TimeProvider time, ILogger<UserIndex> logger) : IDisposable
{
    /// <summary>After this time an announcement is taken for one of a call that died.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private const int Tries = 12;
    private const int AtOnce = 4; // users in one transaction of 100 rows
    private const int NodesInMemory = 200;
    private const string Announced = "Announced";

    private readonly SearchRows _search = new(tables.Index);
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly ConcurrentQueue<Item> _waiting = new();
    private IndexTrees? _trees;

    /// <summary>Announces a change of a user, before it is written.</summary>
    internal async Task<TableEntity> Announce(long id, CancellationToken cancellation)
    {
        var todo = new TableEntity(IndexTrees.Partition, $"todo;{UserOrders.Key(id)};{Ids.Random()}") { [Announced] = time.GetUtcNow() };
        return await tables.Index.TryAdd(todo, cancellation) ? todo : throw new InvalidOperationException("Two announcements with one key.");
    }

    /// <summary>Takes an announcement back: the change was not written.</summary>
    internal Task Withdraw(TableEntity todo, CancellationToken cancellation) => tables.Index.TryDelete(todo, cancellation);

    /// <summary>Brings the index up to date after the change. If that fails for now, the change stands and <see cref="Repair"/> does it later.</summary>
    internal async Task Settle(TableEntity todo, CancellationToken cancellation)
    {
        try
        {
            await Apply(new Item(todo), cancellation);
        }
        catch (Exception exception) when (exception is ContentionException || StorageFailure.IsOutage(exception))
        {
            LogLate(logger, exception.Message);
        }
    }

    /// <summary>Finishes what calls announced and did not settle. Users in the middle of their erasure are left announced.</summary>
    /// <returns>The ids of the users with whom something was left to do.</returns>
    public async Task<IReadOnlyList<long>> Repair(CancellationToken cancellation)
    {
        var (first, end, before) = ("todo;", "todo<", time.GetUtcNow() - Patience);
        var left = await tables.Index
            .QueryAsync<TableEntity>(
                TableClient.CreateQueryFilter($"PartitionKey eq {IndexTrees.Partition} and RowKey ge {first} and RowKey lt {end} and Announced lt {before}"),
                cancellationToken: cancellation)
            .Select(todo => new Item(todo))
            .ToListAsync(cancellation);
        await Task.WhenAll(left.Select(item => Apply(item, cancellation)));
        return [.. left.Select(item => item.Id).Distinct()];
    }

    /// <summary>Deletes every announcement of a user: his erasure is over.</summary>
    internal async Task Forget(long id, CancellationToken cancellation)
    {
        var (first, end) = ($"todo;{UserOrders.Key(id)};", $"todo;{UserOrders.Key(id)}<");
        await foreach (var todo in tables.Index.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {IndexTrees.Partition} and RowKey ge {first} and RowKey lt {end}"), cancellationToken: cancellation))
        {
            await tables.Index.TryDelete(todo, cancellation);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _gate.Dispose();

    /// <summary>Applies one change, together with those that wait at the same time: the trees can be written by one at a time anyway.</summary>
    private async Task Apply(Item item, CancellationToken cancellation)
    {
        _waiting.Enqueue(item);
        while (!item.Done.Task.IsCompleted)
        {
            await _gate.WaitAsync(cancellation);
            try
            {
                await ApplyWaiting(cancellation);
            }
            finally
            {
                _gate.Release();
            }
        }

        await item.Done.Task;
    }

    private async Task ApplyWaiting(CancellationToken cancellation)
    {
        var batch = new List<Item>();
        while (batch.Count < AtOnce && _waiting.TryDequeue(out var next))
        {
            batch.Add(next);
        }

        if (batch.Count == 0)
        {
            return;
        }

        // Every exception: it belongs to each call of the batch, and each rethrows it.
#pragma warning disable CA1031
        try
        {
            await ApplyBatch(batch, cancellation);
            batch.ForEach(item => item.Done.TrySetResult());
        }
        catch (Exception exception)
        {
            _trees = null;
            batch.ForEach(item => item.Done.TrySetException(exception));
        }
#pragma warning restore CA1031
    }

    private async Task ApplyBatch(List<Item> batch, CancellationToken cancellation)
    {
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            // Nodes of an earlier change save reads: if they are not the newest, the transaction fails.
            var trees = _trees is { NodeCount: < NodesInMemory } known && attempt == 0 ? known : new IndexTrees(tables.Index, size);
            _trees = null;
            if (await TryApply(batch, trees, cancellation))
            {
                _trees = trees;
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(Ids.Random() % (10 << Math.Min(attempt, 6))), TimeProvider.System, cancellation);
        }

        throw new ContentionException();
    }

    private async Task<bool> TryApply(List<Item> batch, IndexTrees trees, CancellationToken cancellation)
    {
        var finished = new List<TableEntity>();
        try
        {
            await trees.LoadRoots(cancellation);
            foreach (var group in batch.GroupBy(item => item.Id))
            {
                var id = group.Key;
                var indexed = await trees.Find(id, cancellation);
                var searchable = await _search.Read(id, cancellation);
                // After the index: whoever changes the user later than this also changes the index later.
                var user = (await tables.Accounts.Find(Key.Encode(id), UserRow.RowKey, cancellation))?.ToUser();
                var listing = UserListing.ForIndex(user);
                if (!await _search.TryReplace(id, searchable, listing, cancellation))
                {
                    return false;
                }

                if (indexed != listing)
                {
                    await Replace(trees, indexed, listing, cancellation);
                }

                // Of somebody who is being erased more is left to do than this.
                finished.AddRange(user is { IsErasing: true } ? [] : group.Select(item => item.Todo));
            }
        }
        catch (IndexChangedException)
        {
            return false;
        }

        return await TryCommit(trees, finished, cancellation);
    }

    private static async Task Replace(IndexTrees trees, UserListing? old, UserListing? listing, CancellationToken cancellation)
    {
        if (old is not null)
        {
            await trees.Remove(old, cancellation);
        }

        if (listing is not null)
        {
            await trees.Add(listing, cancellation);
        }
    }

    private async Task<bool> TryCommit(IndexTrees trees, List<TableEntity> finished, CancellationToken cancellation)
    {
        if (!trees.IsChanged)
        {
            foreach (var todo in finished)
            {
                await tables.Index.TryDelete(todo, cancellation);
            }

            return true;
        }

        try
        {
            var response = await tables.Index.SubmitTransactionAsync(
                [.. trees.ToTransaction(), .. finished.Select(todo => new TableTransactionAction(TableTransactionActionType.Delete, todo, ETag.All))], cancellation);
            trees.Accept(response.Value);
            return true;
        }
        catch (TableTransactionFailedException failure) when (failure.Status is 404 or 409 or 412)
        {
            // Somebody else's change, or the repetition of ours whose answer was lost: then the next attempt finds nothing to do.
            return false;
        }
    }

    /// <summary>A change to be applied.</summary>
    private sealed record Item(TableEntity Todo)
    {
        public long Id { get; } = long.Parse(Todo.RowKey.Split(';')[1], null);

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    [LoggerMessage(321, LogLevel.Warning, "A change of a user could not be brought into the index now; the lists show it after the next repair. {Reason}")]
    private static partial void LogLate(ILogger logger, string reason);
}
