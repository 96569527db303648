using Azure.Data.Tables;

namespace Serverless.Storage.Index;

/// <summary>
/// Builds all trees again from the documents, as a new generation beside the old one. Documents may change meanwhile: their change records are
/// folded into the new generation before readers use it.
/// </summary>
internal sealed class Rebuild(TableClient trees, TableClient changes, IIndexContent content, IndexSize size, StorageClock clock, string holder)
{
    private const int DocumentsAtOnce = 500;
    private const int TreesAtOnce = 4;

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    /// <summary>Loads a new generation, unless another process does. The next fold makes it the current one.</summary>
    /// <param name="state">The state of the index.</param>
    /// <param name="isWanted">Whether to begin even if a generation is valid or being built.</param>
    /// <param name="cancellation">Ends the attempt. The next attempt begins again.</param>
    /// <returns>The number of documents; null if another process builds.</returns>
    public async Task<int?> Load(IndexState state, bool isWanted, CancellationToken cancellation)
    {
        var isBuilt = state.Loaded is not null && state.Building?.StartsWith(IndexState.Prefix(content.Version), StringComparison.Ordinal) == true;
        var isBuilding = state.Building is not null && state.Loaded is null && state.Until > clock.Now;
        if (!isWanted && (isBuilt || isBuilding))
        {
            return null;
        }

        var generation = IndexState.NewGeneration(content.Version, clock.Now);
        (state.Building, state.Loaded, state.Until) = (generation, null, clock.Now + Lease);
        if (!await state.TrySave(changes, cancellation))
        {
            return null;
        }

        // Every change recorded before this time was written to its document or never will be, so the documents contain it.
        var through = TimeBuckets.EndedBefore(clock.Now, TimeBuckets.Dead + TimeBuckets.Length);
        var folds = content.Trees.Select(tree => new TreeFold(trees, generation, tree, content, size, clock, holder, isBuilding: true)).ToList();
        var count = 0;
        await foreach (var chunk in content.ReadAll(cancellation).Chunk(DocumentsAtOnce).WithCancellation(cancellation))
        {
            await Parallel.ForEachAsync(
                folds,
                new ParallelOptions { MaxDegreeOfParallelism = TreesAtOnce, CancellationToken = cancellation },
                async (fold, stop) => await fold.Load(chunk.Select(document => document.State), through, stop));
            count += chunk.Length;
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
        return await state.TrySave(changes, cancellation) ? count : null;
    }

    /// <summary>Makes the new generation the current one, and deletes older ones.</summary>
    public async Task Finish(IndexState state, CancellationToken cancellation)
    {
        (state.Current, state.Building, state.Loaded, state.Until, state.HasOld) = (state.Building, null, null, null, true);
        if (await state.TrySave(changes, cancellation))
        {
            await DeleteOld(state, cancellation);
        }
    }

    /// <summary>
    /// Deletes the generations before the current one: they may contain documents that were erased. After a crash the next fold continues.
    /// </summary>
    public async Task DeleteOld(IndexState state, CancellationToken cancellation)
    {
        await DeleteOthers(state.Current!, cancellation);
        state.HasOld = null;
        await state.TrySave(changes, cancellation); // if false, another process has deleted them, too
    }

    private async Task DeleteOthers(string generation, CancellationToken cancellation)
    {
        var (first, end) = (generation + ";", generation + "<"); // '<' follows ';'
        var rows = trees.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey lt {first} or PartitionKey ge {end}"),
            select: [nameof(TableEntity.PartitionKey), nameof(TableEntity.RowKey)],
            cancellationToken: cancellation);
        await foreach (var page in rows.AsPages().WithCancellation(cancellation))
        {
            await trees.DeleteAll(page.Values.Where(row => IndexState.IsOld(row.PartitionKey, generation)), cancellation);
        }
    }
}
