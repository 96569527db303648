using System.Collections.Concurrent;
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
/// index, read the user, write the index if nobody else did" makes the last one who writes the one who saw the newest user; only of a
/// newcomer it is known without reading.
/// </remarks>
public sealed partial class UserIndex(Tables tables, IndexSize size, TimeProvider time, ILogger<UserIndex> logger) : IDisposable
{
    /// <summary>After this time an announcement is taken for one of a call that died.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private const int Tries = 12;
    private const int AtOnce = 24; // users in one transaction, if they fit

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly ConcurrentQueue<Announcement> _waiting = new();
    private readonly Gathering _gathering = new(TimeProvider.System);
    private IndexNodes? _nodes;

    /// <summary>Announces a change of a user, before it is written.</summary>
    internal Task<TableEntity> Announce(long id, CancellationToken cancellation) => Announcement.Write(tables.Index, id, time.GetUtcNow(), cancellation);

    /// <summary>Takes an announcement back: the change was not written.</summary>
    internal Task Withdraw(TableEntity todo, CancellationToken cancellation) => tables.Index.TryDelete(todo, cancellation);

    /// <summary>Brings the index up to date after the change. If that fails for now, the change stands and <see cref="Repair"/> does it later.</summary>
    /// <param name="todo">The announcement.</param>
    /// <param name="newcomer">What the index has to say of a user who was just made.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    internal async Task Settle(TableEntity todo, UserListing? newcomer, CancellationToken cancellation)
    {
        try
        {
            await Apply([new(todo, newcomer)], cancellation);
        }
        catch (Exception exception) when (exception is ContentionException || StorageFailure.IsOutage(exception, cancellation))
        {
            LogLate(logger, exception.Message);
        }
    }

    /// <summary>Finishes what calls announced and did not settle. Users in the middle of their erasure are left announced.</summary>
    /// <returns>The ids of the users with whom something was left to do.</returns>
    public async Task<IReadOnlyList<long>> Repair(CancellationToken cancellation)
    {
        var left = await Announcement.Before(tables.Index, time.GetUtcNow() - Patience, cancellation).ToListAsync(cancellation);
        await Apply(left, cancellation);
        return [.. left.Select(item => item.Id).Distinct()];
    }

    /// <summary>Makes the index say of a user what his row says: nothing of one who is being erased.</summary>
    /// <exception cref="ContentionException">Others kept changing the index.</exception>
    internal async Task Update(long id, CancellationToken cancellation) => await Apply([new(await Announce(id, cancellation))], cancellation);

    /// <summary>Deletes every announcement of a user whose row is gone: his erasure is over. What was written in their name meanwhile goes first.</summary>
    /// <exception cref="ContentionException">Others kept changing the index.</exception>
    internal async Task Forget(long id, CancellationToken cancellation) =>
        await Apply(await Announcement.Of(tables.Index, id, cancellation).ToListAsync(cancellation), cancellation);

    /// <inheritdoc />
    public void Dispose() => _gate.Dispose();

    /// <summary>Applies changes, together with those that wait at the same time: the trees can be written by one at a time anyway.</summary>
    private async Task Apply(IReadOnlyList<Announcement> announced, CancellationToken cancellation)
    {
        foreach (var announcement in announced)
        {
            _waiting.Enqueue(announcement);
        }

        while (announced.Any(one => !one.IsDone))
        {
            await _gate.WaitAsync(cancellation);
            try
            {
                // Another one may have done it with his own.
                if (announced.Any(one => !one.IsDone))
                {
                    await _gathering.Wait(() => _waiting.Count, cancellation);
                    await ApplyWaiting(cancellation);
                }
            }
            finally
            {
                _gate.Release();
            }
        }

        await Task.WhenAll(announced.Select(one => one.Done.Task));
    }

    private async Task ApplyWaiting(CancellationToken cancellation)
    {
        var batch = new List<Announcement>();
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
        }
        catch (Exception exception)
        {
            batch.ForEach(item => item.Done.TrySetException(exception));
        }
#pragma warning restore CA1031
    }

    private async Task ApplyBatch(List<Announcement> batch, CancellationToken cancellation)
    {
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            // Nodes of an earlier change save reads: if they are not the newest, the transaction fails.
            var nodes = _nodes ?? new IndexNodes(tables.Index);
            _nodes = null;
            if (await new IndexUpdate(tables, nodes, size).TryRun(batch.Where(item => !item.IsDone), cancellation))
            {
                nodes.Keep();
                _nodes = nodes;
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(Ids.Random() % (10 << Math.Min(attempt, 6))), TimeProvider.System, cancellation);
            await Task.WhenAll(batch.Where(item => !item.IsDone).Select(item => item.Refresh(tables.Index, time.GetUtcNow(), cancellation)));
        }

        throw new ContentionException();
    }

    [LoggerMessage(321, LogLevel.Warning, "A change of a user could not be brought into the index now; the lists show it after the next repair. {Reason}")]
    private static partial void LogLate(ILogger logger, string reason);
}
