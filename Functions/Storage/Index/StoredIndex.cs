using System.Collections.Immutable;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;

namespace Serverless.Storage.Index;

/// <summary>
/// An index of documents in several orders, counted and searchable, derived from the stored documents. Writers do not conflict: each records its
/// change in its own row, and a job folds the records into the trees later. Readers combine both. See README.md in this folder.
/// </summary>
public sealed class StoredIndex
{
    private const int Tries = 10;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly TableClient _trees;
    private readonly TableClient _changes;
    private readonly IIndexContent _content;
    private readonly IndexSize _size;
    private readonly ChangeWriter _writer;
    private readonly ChangeReader _reader;
    private readonly Folder _folder;

    /// <summary>Creates the index.</summary>
    /// <param name="trees">The table of the trees, which contains nothing else.</param>
    /// <param name="changes">The table of the change records, which contains nothing else and stays small.</param>
    /// <param name="content">The content of the index.</param>
    /// <param name="size">The size of nodes.</param>
    /// <param name="clock">The clock that all processes agree on.</param>
    /// <param name="logger">Logs what happens to generations.</param>
    public StoredIndex(TableClient trees, TableClient changes, IIndexContent content, IndexSize size, StorageClock clock, ILogger logger)
    {
        (_trees, _changes, _content, _size) = (trees, changes, content, size);
        _writer = new(changes, clock);
        _reader = new(changes, _writer);
        _folder = new(trees, changes, _reader, content, size, clock, new(logger));
    }

    /// <summary>Records a change before the document is written. The document must then carry the stamp of the pending change.</summary>
    /// <param name="document">The document. All processes must use the same name for it.</param>
    /// <param name="number">A number of the document, which spreads documents over partitions.</param>
    /// <param name="previous">The stamp of the document; 0 for none.</param>
    /// <param name="pack">Returns the states of the document as it was read and as it will be written, in the form of a version.</param>
    /// <param name="cancellation">Cancels the request.</param>
    public Task<PendingChange> AddPending(string document, long number, long previous, Func<IIndexVersion, StateChange> pack, CancellationToken cancellation) =>
        _writer.AddPending(
            document,
            (int)(number % ChangeRecord.Shards),
            previous,
            _content.Versions().ToImmutableSortedDictionary(version => version.Number, pack),
            cancellation);

    /// <summary>
    /// Returns whether so much time has passed since the pending change was recorded that it must be withdrawn and recorded again before the document is written.
    /// </summary>
    public bool IsLate(PendingChange pending) => _writer.IsLate(pending);

    /// <summary>Stores the result that the document was written. Costs no request.</summary>
    public void Commit(PendingChange pending) => _writer.Commit(pending);

    /// <summary>Withdraws a pending change: the document was not written and will not be.</summary>
    public Task Withdraw(PendingChange pending, CancellationToken cancellation) => _writer.Withdraw(pending, cancellation);

    /// <summary>
    /// Reads the index as of one moment; starts over when a fold occurs between two reads. Until the trees of this version are complete, it reads those
    /// of an older version; if there are none, the documents directly.
    /// </summary>
    /// <exception cref="IndexNotReadyException">
    /// The index is being rebuilt and there are too many documents to read them all, or folds kept changing it.
    /// </exception>
    public async Task<T> Read<T>(Func<IndexSnapshot, Task<T>> read, CancellationToken cancellation)
    {
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            try
            {
                return await read(await Snapshot(cancellation));
            }
            catch (IndexChangedException)
            {
                // The parts that were read are inconsistent. The pause uses the real clock, because it has no meaning in the domain.
                await Task.Delay(Pause * attempt, TimeProvider.System, cancellation);
            }
        }

        throw new IndexNotReadyException("The index kept changing");
    }

    /// <summary>Folds the records of finished time buckets into the trees; builds the trees if there are none of this version.</summary>
    /// <param name="removed">Called for each document that is removed from the index, before its records are deleted.</param>
    /// <param name="cancellation">Ends the run.</param>
    /// <returns>Whether records are left, which cannot be folded yet.</returns>
    public Task<bool> Fold(Func<string, CancellationToken, Task> removed, CancellationToken cancellation) => _folder.Run(removed, cancellation);

    /// <summary>Builds all trees again. Readers use the old trees until a later <see cref="Fold"/> has brought the new ones up to date.</summary>
    /// <returns>The number of documents; null if another process builds.</returns>
    public Task<int?> Rebuild(CancellationToken cancellation) => _folder.Load(cancellation);

    /// <summary>Returns whether the trees are valid and no rebuild is in progress.</summary>
    public async Task<bool> IsReady(CancellationToken cancellation) =>
        await IndexState.Read(_changes, cancellation) is { Building: null } state && Generation.Of(state.Current).Is(_content.Current.Number);

    private async Task<IndexSnapshot> Snapshot(CancellationToken cancellation)
    {
        var set = await _reader.Read(cancellation);
        var scan = new Lazy<Task<ScannedSnapshot>>(() => ScannedSnapshot.Read(_trees, _content, _size.Scanned, cancellation));
        return set.Find(_content) is var (generation, version)
            ? new StoredSnapshot(
                _trees, generation, version, set, set.Resolve(_content, long.MaxValue, cancellation), scan,
                async stop => (await IndexState.Read(_changes, stop)).Complete.Contains(generation))
            : await scan.Value;
    }
}
