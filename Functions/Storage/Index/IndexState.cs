using Azure.Data.Tables;

namespace Serverless.Storage.Index;

/// <summary>
/// The record of the valid trees. The row is in the table of changes, so that readers get it with the records. All versions of the app use one row, so
/// its ETag decides between them.
/// </summary>
internal sealed class IndexState
{
    /// <summary>The partition of the row.</summary>
    public const string Partition = ChangeRecord.Prefix + "state";

    private const string RowKey = "state";

    private readonly TableEntity _row;

    private IndexState(TableEntity row)
    {
        _row = row;
        Newest = Generations.Select(generation => Generation.Of(generation).Ticks).Append(Newest).Max();
    }

    /// <summary>Gets or sets the newest generation that is complete; null if there is none.</summary>
    public string? Current
    {
        get => _row.GetString(nameof(Current));
        set => _row[nameof(Current)] = value;
    }

    /// <summary>
    /// Gets or sets the complete generation of an older version, which instances of the older app read; null if there is none.
    /// </summary>
    public string? Previous
    {
        get => _row.GetString(nameof(Previous));
        set => _row[nameof(Previous)] = value;
    }

    /// <summary>Gets or sets the time until which <see cref="Previous"/> is kept.</summary>
    public DateTimeOffset? KeptUntil
    {
        get => _row.GetDateTimeOffset(nameof(KeptUntil));
        set => _row[nameof(KeptUntil)] = value;
    }

    /// <summary>Gets or sets the generation that is being built; null if there is none.</summary>
    public string? Building
    {
        get => _row.GetString(nameof(Building));
        set => _row[nameof(Building)] = value;
    }

    /// <summary>
    /// Gets or sets the time bucket in which the last document was read for the generation that is being built; null before that.
    /// </summary>
    public long? Loaded
    {
        get => _row.GetInt64(nameof(Loaded));
        set => _row[nameof(Loaded)] = value;
    }

    /// <summary>Gets or sets the time until which the building process is assumed to be running.</summary>
    public DateTimeOffset? Until
    {
        get => _row.GetDateTimeOffset(nameof(Until));
        set => _row[nameof(Until)] = value;
    }

    /// <summary>Gets or sets whether there may be trees of other generations, which are still to be deleted.</summary>
    public bool? HasOld
    {
        get => _row.GetBoolean(nameof(HasOld));
        set => _row[nameof(HasOld)] = value;
    }

    /// <summary>Gets the generation that was dropped last because an older app recorded a change; null if there is none.</summary>
    public string? Dropped
    {
        get => _row.GetString(nameof(Dropped));
        private set => _row[nameof(Dropped)] = value;
    }

    /// <summary>Gets the time at which <see cref="Dropped"/> was dropped.</summary>
    public DateTimeOffset? DroppedAt
    {
        get => _row.GetDateTimeOffset(nameof(DroppedAt));
        private set => _row[nameof(DroppedAt)] = value;
    }

    /// <summary>Gets the time of the newest generation that was ever in the row. The trees of later generations must not be deleted.</summary>
    public long Newest
    {
        get => _row.GetInt64(nameof(Newest)) ?? 0;
        private set => _row[nameof(Newest)] = value;
    }

    /// <summary>Gets the complete generations, the newest version first.</summary>
    public IEnumerable<string> Complete => new[] { Current, Previous }.OfType<string>();

    /// <summary>Gets the generations whose trees exist.</summary>
    public IEnumerable<string> Generations => Complete.Concat(new[] { Building }.OfType<string>());

    /// <summary>Returns the state in a row; an empty state if there is no row.</summary>
    public static IndexState From(TableEntity? row) => new(row ?? new TableEntity(Partition, RowKey));

    /// <summary>Reads the state.</summary>
    public static async Task<IndexState> Read(TableClient table, CancellationToken cancellation) => From(await table.Find(Partition, RowKey, cancellation));

    /// <summary>Returns the complete generation of a version; null if there is none.</summary>
    public string? Find(byte version) => Complete.FirstOrDefault(generation => Generation.Of(generation).Is(version));

    /// <summary>Returns whether an app of a newer version uses or builds the index. In that case this app folds nothing.</summary>
    public bool IsNewer(byte version) => Generations.Any(generation => Generation.Of(generation).IsNewer(version));

    /// <summary>Begins a new generation, which becomes the one that is being built.</summary>
    /// <returns>False if the clock of this process is behind that of the process that began the last one.</returns>
    public bool TryBegin(byte version, DateTimeOffset now, DateTimeOffset until)
    {
        var ticks = Math.Max(now.UtcTicks, Newest + 1);
        if (ticks > (now + TimeBuckets.Late).UtcTicks)
        {
            return false;
        }

        (Building, Loaded, Until, Newest) = (Generation.Name(version, ticks), null, until, ticks);
        return true;
    }

    /// <summary>Makes the generation that is being built the current one.</summary>
    /// <param name="isOlder">Returns whether a generation belongs to an older version that this app knows. The last one is kept, unless the new generation has its version.</param>
    /// <param name="now">The time.</param>
    /// <param name="keptUntil">The time until which a generation that was current is kept.</param>
    public void Finish(Func<string?, bool> isOlder, DateTimeOffset now, DateTimeOffset keptUntil)
    {
        if (isOlder(Current) && Generation.Of(Building).Version != Generation.Of(Current).Version)
        {
            (Previous, KeptUntil) = (Current, keptUntil);
        }
        else if (!isOlder(Previous) || KeptUntil <= now)
        {
            (Previous, KeptUntil) = (null, null);
        }

        (Current, Building, Loaded, Until, HasOld) = (Building, null, null, null, true);
    }

    /// <summary>Drops generations. If that is the current one, the generation of the older version becomes the current one again.</summary>
    /// <param name="isDropped">Returns whether to drop a generation.</param>
    /// <param name="now">The time.</param>
    /// <returns>The dropped generations.</returns>
    public IReadOnlyList<string> Drop(Func<string, bool> isDropped, DateTimeOffset now)
    {
        var dropped = Generations.Where(isDropped).ToList();
        if (dropped.Count == 0)
        {
            return dropped;
        }

        if (dropped.Contains(Building!))
        {
            (Building, Loaded, Until) = (null, null, null);
        }

        if (dropped.Contains(Previous!))
        {
            (Previous, KeptUntil) = (null, null);
        }

        if (dropped.Contains(Current!))
        {
            (Current, Previous, KeptUntil) = (Previous, null, null);
        }

        (Dropped, DroppedAt, HasOld) = (dropped.MaxBy(generation => Generation.Of(generation).Version), now, true);
        return dropped;
    }

    /// <summary>Writes the row. Returns false if another process wrote it meanwhile.</summary>
    public Task<bool> TrySave(TableClient table, CancellationToken cancellation)
    {
        foreach (var empty in _row.Where(column => column.Value is null).Select(column => column.Key).ToList())
        {
            _row.Remove(empty);
        }

        return _row.ETag == default ? table.TryAdd(_row, cancellation) : table.TryUpdate(_row, cancellation);
    }
}
