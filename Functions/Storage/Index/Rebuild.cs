using Azure.Data.Tables;

namespace Serverless.Storage.Index;

/// <summary>
/// Builds all trees again from the documents, as a new generation beside the old one. Documents may change meanwhile: their change records are
/// folded into the new generation before readers use it.
/// </summary>
internal sealed class Rebuild(TableClient trees, TableClient changes, IIndexContent content, IndexSize size, StorageClock clock, string holder, IndexLog log)
{
    /// <summary>
    /// The time for which the trees of an older version are kept, so that the older app can be started again. Afterwards the trees are built once more:
    /// the older app may have changed what only this version shows.
    /// </summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    /// <summary>The time for which no instance of an older app may have recorded a change before trees are built that it does not know.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMinutes(10);

    private const int DocumentsAtOnce = 500;
    private const int TreesAtOnce = 4;

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LogInterval = TimeSpan.FromMinutes(1);

    /// <summary>Returns whether a generation of this version is missing, interrupted or to be built once more, and can be built now.</summary>
    public bool IsDue(ChangeSet set)
    {
        var (state, own, now) = (set.State, content.Current.Number, clock.Now);
        var isMissing = !Generation.Of(state.Current).Is(own) || (state.Previous is not null && state.KeptUntil <= now);
        if (state.Building is null ? !isMissing : IsBeingBuilt(state))
        {
            return false;
        }

        // Changes that the documents contain when the rebuild begins do not matter.
        var isQuiet = set.Has(own, TimeBuckets.EndedBefore(now, TimeBuckets.Dead + TimeBuckets.Length));
        // Without other trees to read, waiting would only make lists fail for longer.
        var canWait = state.Complete.Any(generation => content.VersionOf(generation) is not null);
        return isQuiet && !(canWait && Generation.Of(state.Dropped).Is(own) && now < state.DroppedAt + Quiet);
    }

    /// <summary>Loads a new generation. The next fold makes it the current one.</summary>
    /// <param name="state">The state of the index.</param>
    /// <param name="cancellation">Ends the attempt. The next attempt begins again.</param>
    /// <returns>The number of documents; null if another process builds.</returns>
    public async Task<int?> Load(IndexState state, CancellationToken cancellation)
    {
        if (!state.TryBegin(content.Current.Number, clock.Now, clock.Now + Lease) || !await state.TrySave(changes, cancellation))
        {
            return null;
        }

        var generation = state.Building!;
        log.Started(generation, state.Complete.FirstOrDefault(complete => content.VersionOf(complete) is not null) ?? "the documents themselves");
        // Every change recorded before this time was written to its document or never will be, so the documents contain it.
        var through = Generation.Of(generation).Through;
        var folds = content.Current.Trees.Select(tree => new TreeFold(trees, generation, tree, content.Current, size, clock, holder, isBuilding: true)).ToList();
        var (count, logged) = (0, clock.Now);
        await foreach (var chunk in content.ReadAll(cancellation).Chunk(DocumentsAtOnce).WithCancellation(cancellation))
        {
            await Parallel.ForEachAsync(
                folds,
                new ParallelOptions { MaxDegreeOfParallelism = TreesAtOnce, CancellationToken = cancellation },
                async (fold, stop) => await fold.Load(chunk.Select(document => document.State), through, stop));
            count += chunk.Length;
            if (clock.Now >= logged + LogInterval)
            {
                log.Progress(generation, count);
                logged = clock.Now;
            }

            if (clock.Now > state.Until - (Lease / 2))
            {
                state.Until = clock.Now + Lease;
                if (!await state.TrySave(changes, cancellation))
                {
                    return null;
                }
            }
        }

        state.Loaded = TimeBuckets.Of(clock.Now.UtcTicks);
        if (!await state.TrySave(changes, cancellation))
        {
            return null;
        }

        log.Built(generation, count);
        return count;
    }

    /// <summary>Makes the new generation the current one, and deletes others. One of an older version is kept for a while.</summary>
    public async Task Finish(IndexState state, CancellationToken cancellation)
    {
        state.Finish(complete => content.VersionOf(complete)?.Number < content.Current.Number, clock.Now, clock.Now + Kept);
        if (await state.TrySave(changes, cancellation))
        {
            log.Switched(state.Current!);
            if (state.Previous is { } previous)
            {
                log.KeptPrevious(previous, state.KeptUntil);
            }

            await DeleteOld(state, cancellation);
        }
    }

    /// <summary>
    /// Deletes the generations that are no longer used: they may contain documents that were erased. After a crash the next fold continues.
    /// </summary>
    public async Task DeleteOld(IndexState state, CancellationToken cancellation)
    {
        await DeleteOthers(state, cancellation);
        state.HasOld = null;
        await state.TrySave(changes, cancellation); // if false, another process has deleted them, too
    }

    private bool IsBeingBuilt(IndexState state) => state.Loaded is null
        ? state.Until > clock.Now
        : content.VersionOf(state.Building) is not null;

    private async Task DeleteOthers(IndexState state, CancellationToken cancellation)
    {
        var used = state.Generations.ToHashSet(StringComparer.Ordinal);
        var filter = used.Count == 0 ? null : string.Join(" and ", used.Select(generation => TableClient.CreateQueryFilter($"(PartitionKey lt {generation + ";"} or PartitionKey ge {generation + "<"})"))); // '<' follows ';'
        var rows = trees.QueryAsync<TableEntity>(filter, select: [nameof(TableEntity.PartitionKey), nameof(TableEntity.RowKey)], cancellationToken: cancellation);
        await foreach (var page in rows.AsPages().WithCancellation(cancellation))
        {
            // Another process may have begun a generation since the state was read.
            await trees.DeleteAll(
                page.Values.Where(row => Generation.Of(row.PartitionKey).Ticks <= state.Newest && !used.Contains(TreeNodes.GenerationOf(row.PartitionKey))), cancellation);
        }
    }
}
