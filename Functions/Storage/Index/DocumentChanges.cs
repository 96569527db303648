namespace Serverless.Storage.Index;

/// <summary>The change records of one document.</summary>
internal sealed class DocumentChanges(string document)
{
    private readonly List<ChangeRecord> _records = [];
    private List<ChangeRecord>? _committed;
    private long? _stored;

    /// <summary>Gets the document.</summary>
    public string Document => document;

    /// <summary>Gets whether the records leave open which of them were committed.</summary>
    public bool IsInDoubt { get; private set; }

    /// <summary>Gets the time bucket of the first record.</summary>
    public long First => _records.Min(record => record.Bucket);

    /// <summary>Gets the committed changes, the oldest first: each is based on the one before it.</summary>
    public IReadOnlyList<ChangeRecord> Committed => _committed ??= [.. _records.OrderBy(record => record.Stamp)];

    /// <summary>Adds a record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="isCommitted">Whether its change is known to be committed.</param>
    public void Add(ChangeRecord record, bool isCommitted)
    {
        _records.Add(record);
        IsInDoubt |= !isCommitted;
    }

    /// <summary>Determines which records were committed.</summary>
    /// <param name="stamp">The stamp of the document; null if it was deleted, or was never written.</param>
    /// <exception cref="IndexChangedException">The document was changed after the records were read.</exception>
    public void Resolve(long? stamp)
    {
        _stored = stamp;
        var newest = _records.MaxBy(record => record.Stamp)!;
        // A document is deleted only after a committed change that removes it from the index.
        var last = stamp is null
            ? _records.Where(record => record.IsRemoval).MaxBy(record => record.Stamp)
            : _records.Find(record => record.Stamp == stamp);
        if (last is null && stamp > newest.Stamp)
        {
            throw new IndexChangedException();
        }

        var chain = new List<ChangeRecord>();
        for (; last is not null; last = _records.Find(record => record.Stamp == last.Previous))
        {
            chain.Add(last);
        }

        chain.Reverse();
        _committed = chain;
    }

    /// <summary>Returns the first time bucket with a change that is not committed but still may be; null if there is none.</summary>
    /// <param name="now">The time, to recognise calls that began so long ago that they have crashed.</param>
    public long? FirstOpen(DateTimeOffset now) => _committed is null || !IsInDoubt
        ? null
        : _records
            .Where(record => !_committed.Contains(record) && record.Previous == (_stored ?? 0) && now <= TimeBuckets.End(record.Bucket) + TimeBuckets.Dead)
            .Select(record => (long?)record.Bucket)
            .Min();

    /// <summary>Returns the committed changes in a range of time buckets.</summary>
    public IEnumerable<ChangeRecord> Between(long after, long last) => Committed.Where(record => record.Bucket > after && record.Bucket <= last);
}
