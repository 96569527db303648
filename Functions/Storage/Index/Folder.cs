using System.Diagnostics.CodeAnalysis;
using Azure.Data.Tables;

namespace Serverless.Storage.Index;

/// <summary>Folds the change records of finished time buckets into the trees, and deletes the records.</summary>
/// <remarks>
/// Idempotent and resumable: each tree stores its progress in the same batch as the nodes. Several processes may run at once. Each tree has a
/// lease in its root, and the ETag of the root decides between two processes that take it at the same moment.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "A SemaphoreSlim has nothing to dispose of unless its wait handle is asked for.")]
internal sealed class Folder(TableClient trees, TableClient changes, ChangeReader reader, IIndexContent content, IndexSize size, StorageClock clock, IndexLog log)
{
    /// <summary>The number of trees that are written at once.</summary>
    public const int TreesAtOnce = 4;

    private const int Rounds = 20;

    /// <summary>The age of a record at which an older app concludes that no instance of the newer one folds any more.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(1);

    private readonly string _holder = Ids.Random().ToString("x", null);
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Dictionary<string, TreeFold> _folds = [];
    private string? _generations;

    private Rebuild Rebuild => new(trees, changes, content, size, clock, _holder, log);

    /// <summary>Builds a new generation of all trees, whatever exists. Later calls of <c>Run</c> make it the current one.</summary>
    /// <returns>The number of documents; null if another process builds.</returns>
    public async Task<int?> Load(CancellationToken cancellation)
    {
        var state = (await reader.Read(cancellation)).State;
        state.Drop(IsNewer, clock.Now); // the operator of an older app wants its trees
        return await Rebuild.Load(state, cancellation);
    }

    /// <summary>Folds all records that can be folded.</summary>
    /// <param name="removed">Called for each document that is removed from the index, before its records are deleted.</param>
    /// <param name="cancellation">Ends the run between two batches.</param>
    /// <returns>Whether records are left, which cannot be folded yet.</returns>
    public async Task<bool> Run(Func<string, CancellationToken, Task> removed, CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            for (var round = 0; round < Rounds; round++)
            {
                try
                {
                    var set = await reader.Read(cancellation);
                    if (await Drop(set, cancellation))
                    {
                        continue;
                    }

                    if (set.State.IsNewer(content.Current.Number))
                    {
                        return set.Count > 0; // the newer app folds, into the trees of this version, too
                    }

                    if (Rebuild.IsDue(set))
                    {
                        await Rebuild.Load(set.State, cancellation);
                        set = await reader.Read(cancellation);
                    }

                    if (await Run(set, removed, cancellation) is { } isLeft)
                    {
                        return isLeft;
                    }
                }
                catch (IndexChangedException)
                {
                    // Another process wrote while the parts were read.
                    _folds.Clear();
                }
            }

            return true;
        }
        finally
        {
            _gate.Release();
        }
    }

    private bool IsNewer(string generation) => Generation.Of(generation).IsNewer(content.Current.Number);

    /// <summary>
    /// Drops the generations for which an instance of another version recorded a change without their states, and those of a newer app that was
    /// replaced by this one.
    /// </summary>
    /// <returns>Whether the state may have changed.</returns>
    private async Task<bool> Drop(ChangeSet set, CancellationToken cancellation)
    {
        var state = set.State;
        var isBuilding = state.Building is not null && state.Until > clock.Now;
        var isAbandoned = set.Count > 0 && !isBuilding && LastSign(set) + Abandoned < clock.Now;
        var dropped = state.Drop(generation => !set.Completes(generation) || (isAbandoned && IsNewer(generation)), clock.Now);
        if (dropped.Count > 0 && await state.TrySave(changes, cancellation))
        {
            log.Dropped(string.Join(", ", dropped), state.Current ?? "the documents themselves");
        }

        return dropped.Count > 0;
    }

    /// <summary>
    /// Returns the last time at which records may rightly have been kept. While a newer app builds trees, and until it has switched to them, it deletes no
    /// records, however old they are.
    /// </summary>
    private static DateTimeOffset LastSign(ChangeSet set)
    {
        var loaded = set.State.Loaded is { } bucket ? TimeBuckets.End(bucket) : default;
        var switched = set.State.KeptUntil is { } until ? until - Rebuild.Kept : default;
        return new[] { TimeBuckets.End(set.First), loaded, switched }.Max();
    }

    /// <returns>Whether records are left; null if there may be more to fold now.</returns>
    private async Task<bool?> Run(ChangeSet set, Func<string, CancellationToken, Task> removed, CancellationToken cancellation)
    {
        var state = set.State;
        if (state is { HasOld: true, Building: null })
        {
            await Rebuild.DeleteOld(state, cancellation);
            return null;
        }

        var last = TimeBuckets.EndedBefore(clock.Now, TimeBuckets.Grace);
        if (set.Count == 0 && state.Building is null)
        {
            return false;
        }

        await set.Resolve(content, last, cancellation);
        // A change whose call may still be running keeps its time bucket from being folded.
        var target = set.Documents.Select(document => document.FirstOpen(clock.Now)).Where(bucket => bucket <= last).Min() - 1 ?? last;
        var rows = set.Keys(target);
        var generations = state.Complete.Append(state.Loaded is null ? null : state.Building).OfType<string>().Where(generation => content.VersionOf(generation) is not null).ToList();
        if (generations.Count == 0)
        {
            return true; // another process is building
        }

        if (rows.Count > 0 && !await Fold(set, generations, state.Building, target, cancellation))
        {
            return true; // another process is folding, and will continue
        }

        if (state.Building is not null)
        {
            // Readers may use the new trees once all changes are folded that the reading of the documents may have seen.
            if (state.Loaded is not { } loaded || (target < loaded && set.Count > rows.Count))
            {
                return true;
            }

            await Rebuild.Finish(state, cancellation);
            return null;
        }

        await Delete(set, target, rows, removed, cancellation);
        return set.Count > rows.Count;
    }

    /// <summary>Deletes folded records.</summary>
    private async Task Delete(ChangeSet set, long target, IReadOnlyList<TableEntity> rows, Func<string, CancellationToken, Task> removed, CancellationToken cancellation)
    {
        if (rows.Count == 0)
        {
            return;
        }

        foreach (var document in set.Documents.Where(document => document.Between(long.MinValue, target).LastOrDefault() is { IsRemoval: true }))
        {
            await removed(document.Document, cancellation);
        }

        await changes.DeleteAll(rows, cancellation);
    }

    private async Task<bool> Fold(ChangeSet set, List<string> generations, string? building, long target, CancellationToken cancellation)
    {
        var work = generations
            .SelectMany(generation => content.VersionOf(generation)!.Trees.Select(tree => (Generation: generation, Tree: tree)))
            .OrderBy(_ => Ids.Random()) // so that several processes begin with different trees
            .ToList();
        if (building is not null || string.Join(' ', generations) != _generations)
        {
            _folds.Clear();
            _generations = string.Join(' ', generations);
        }

        var folds = work.ConvertAll(one => _folds.TryGetValue(one.Generation + one.Tree, out var known)
            ? known
            : _folds[one.Generation + one.Tree] = new(trees, one.Generation, one.Tree, content.VersionOf(one.Generation)!, size, clock, _holder, one.Generation == building));
        var isDone = true;
        await Parallel.ForEachAsync(folds, new ParallelOptions { MaxDegreeOfParallelism = TreesAtOnce, CancellationToken = cancellation }, async (fold, stop) =>
        {
            if (!await fold.Run(set, target, stop))
            {
                Volatile.Write(ref isDone, false);
            }
        });
        return isDone;
    }
}
