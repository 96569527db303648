using System.Collections.Concurrent;
using Azure;
using Azure.Data.Tables;

namespace Serverless.Storage;

/// <summary>
/// Reads a large table in parts, for jobs that look for leftovers. A run takes <see cref="Longest"/> at most; the next run continues where it
/// stopped. A row of table Counters, partition <c>sweep</c>, contains that position. Small tables are read in one run, and have no such row.
/// </summary>
public sealed class TableSweep(Tables tables, TimeProvider time)
{
    /// <summary>The longest time of a run. Less than the time that the Functions host gives a function.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    private const string Partition = "sweep";
    private const string Place = nameof(Place);

    // The jobs whose position is known to this process to be the beginning of their table.
    private readonly ConcurrentDictionary<string, bool> _atStart = new(StringComparer.Ordinal);

    /// <summary>Continues reading, and handles the rows that match.</summary>
    /// <param name="job">The name of the job; each job has its own position.</param>
    /// <param name="table">The table.</param>
    /// <param name="filter">The filter of the rows.</param>
    /// <param name="handle">Handles a row. A row can be repeated, after a crash or in the next pass.</param>
    /// <param name="cancellation">Ends the run; the position is not stored.</param>
    /// <param name="select">The columns; null for all.</param>
    /// <param name="rowsAtOnce">The number of rows that are handled at the same time.</param>
    /// <returns>Whether the end of the table was reached.</returns>
    public async Task<bool> Run(
        string job, TableClient table, string filter, Func<TableEntity, CancellationToken, ValueTask> handle, CancellationToken cancellation,
        string[]? select = null, int rowsAtOnce = 1)
    {
        var kept = _atStart.ContainsKey(job) ? null : await tables.Counters.Find(Partition, job, cancellation);
        var place = kept?.GetString(Place);
        try
        {
            place = await Read(place);
        }
        catch (RequestFailedException unknown) when (unknown.Status == 400 && place is not null)
        {
            place = await Read(null); // the service no longer accepts the position
        }

        _atStart.TryRemove(job, out _);
        if (place is not null)
        {
            await tables.Counters.UpsertEntityAsync(new TableEntity(Partition, job) { [Place] = place }, TableUpdateMode.Replace, cancellation);
            return false;
        }

        if (kept is not null)
        {
            await tables.Counters.DeleteEntityAsync(Partition, job, ETag.All, cancellation);
        }

        _atStart[job] = true;
        return true;

        async Task<string?> Read(string? from)
        {
            var started = time.GetTimestamp();
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = rowsAtOnce, CancellationToken = cancellation };
            await foreach (var page in table.QueryAsync<TableEntity>(filter, select: select, cancellationToken: cancellation).AsPages(from).WithCancellation(cancellation))
            {
                await Parallel.ForEachAsync(page.Values, parallel, handle);
                if (page.ContinuationToken is { } next && time.GetElapsedTime(started) > Longest)
                {
                    return next;
                }
            }

            return null;
        }
    }
}
