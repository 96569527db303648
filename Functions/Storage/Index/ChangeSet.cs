using Azure.Data.Tables;

namespace Serverless.Storage.Index;

/// <summary>All change records at one moment, by document, and the state of the index, which is in the same table.</summary>
internal sealed class ChangeSet
{
    private readonly Dictionary<string, DocumentChanges> _documents = new(StringComparer.Ordinal);

    private readonly IReadOnlyList<StoredChange> _changes;

    private ChangeSet(IndexState state, IReadOnlyList<StoredChange> changes) => (State, _changes) = (state, changes);

    /// <summary>Gets the state of the index.</summary>
    public IndexState State { get; }

    /// <summary>Gets the documents that have records, in no order.</summary>
    public IReadOnlyCollection<DocumentChanges> Documents => _documents.Values;

    /// <summary>Gets the number of records.</summary>
    public int Count => _changes.Count;

    /// <summary>Gets the time bucket of the oldest record.</summary>
    public long First => _changes.Min(change => change.Record.Bucket);

    /// <summary>Combines the state and the records.</summary>
    /// <param name="state">The state.</param>
    /// <param name="changes">The records.</param>
    /// <param name="isCommitted">Returns the result of a change; null if it is not known. A change that was not committed is omitted.</param>
    public static ChangeSet Of(IndexState state, IReadOnlyList<StoredChange> changes, Func<ChangeRecord, bool?> isCommitted)
    {
        var set = new ChangeSet(state, changes);
        // The newest record of each process has the most complete results.
        var evidence = changes.Select(change => change.Record).GroupBy(record => record.Instance).Select(group => group.MaxBy(record => record.Sequence)!)
            .ToDictionary(newest => newest.Instance, newest => (newest.Sequence, Open: newest.OpenNumbers()), StringComparer.Ordinal);
        foreach (var (record, _) in changes)
        {
            var result = isCommitted(record);
            if (result == false)
            {
                continue;
            }

            var newest = evidence[record.Instance];
            var isKnown = (record.Sequence < newest.Sequence && !newest.Open.Contains(record.Sequence)) || result == true;
            if (!set._documents.TryGetValue(record.Document, out var document))
            {
                set._documents.Add(record.Document, document = new(record.Document));
            }

            document.Add(record, isKnown);
        }

        return set;
    }

    /// <summary>Returns the keys of the records up to a time bucket, for their deletion.</summary>
    public IReadOnlyList<TableEntity> Keys(long through) => [.. _changes.Where(change => change.Record.Bucket <= through).Select(change => change.Key)];

    /// <summary>
    /// Returns whether the records contain every change in the form of a version. If not, an instance of an older or newer app wrote one that does not
    /// know the version.
    /// </summary>
    /// <param name="version">The version.</param>
    /// <param name="through">The last time bucket that does not matter.</param>
    public bool Has(int version, long through) => _changes.All(change => change.Record.Bucket <= through || change.Record.States.ContainsKey((byte)version));

    /// <summary>Returns whether a generation and the records together are exact.</summary>
    public bool Completes(string generation) => Generation.Of(generation) is var name && Has(name.Version, name.Through);

    /// <summary>Returns the generation to read: that of the latest version that this app knows; null if there is none.</summary>
    public (string Generation, IIndexVersion Version)? Find(IIndexContent content)
    {
        foreach (var version in content.Versions())
        {
            if (State.Find(version.Number) is { } generation && Completes(generation))
            {
                return (generation, version);
            }
        }

        return null;
    }

    /// <summary>Determines from the documents which changes were committed, where the records leave it open.</summary>
    /// <param name="content">Reads the documents.</param>
    /// <param name="last">The last time bucket of interest.</param>
    /// <param name="cancellation">Cancels the reads.</param>
    /// <exception cref="IndexChangedException">A document was changed after the records were read.</exception>
    public Task Resolve(IIndexContent content, long last, CancellationToken cancellation) => Parallel.ForEachAsync(
        _documents.Values.Where(document => document.IsInDoubt && document.First <= last),
        new ParallelOptions { MaxDegreeOfParallelism = ChangeReader.ReadsAtOnce, CancellationToken = cancellation },
        async (document, stop) => document.Resolve((await content.Read(document.Document, stop)).Stamp));
}
