using Azure.Data.Tables;

namespace Serverless.Storage.Rows;

/// <summary>
/// Writes and deletes the events in table Audit. Each event has a row for each way of finding it. All of its rows are in one partition, so they are
/// written and deleted in one transaction. The key of a row follows from the event, so a repeated copy changes nothing.
/// </summary>
public sealed class AuditRows(Tables tables)
{
    /// <summary>The number of partitions. Events of one user are in one of them, so that a change needs one transaction.</summary>
    internal const int Shards = 4;

    private const int MostRows = 4;
    private const int DeletionsAtOnce = 4;

    /// <summary>Returns the partition of the events about a user.</summary>
    internal static string Partition(int shard) => "audit;" + Key.Encode(shard);

    /// <summary>Returns the prefix of the keys of all events.</summary>
    internal static string OfAll => "all;";

    /// <summary>Returns the prefix of the keys of the events with a name.</summary>
    internal static string OfEvent(string name) => $"event;{name};";

    /// <summary>Returns the prefix of the keys of the events whose actor is not their subject.</summary>
    internal static string OfActor(long actor) => $"actor;{Key.Encode(actor)};";

    /// <summary>Returns the prefix of the keys of the events about a user that are not in the user's own partition.</summary>
    internal static string OfSubject(long subject) => $"subject;{Key.Encode(subject)};";

    /// <summary>Copies events. Makes one transaction for each 25 events of a partition.</summary>
    /// <param name="events">The events.</param>
    /// <param name="cancellation">Cancels the copy between two transactions.</param>
    public async Task Copy(IEnumerable<AuditRow> events, CancellationToken cancellation)
    {
        foreach (var partition in events.GroupBy(one => ShardOf(one.Subject)))
        {
            foreach (var chunk in partition.Chunk(TableExtensions.LargestTransaction / MostRows))
            {
                var rows = chunk.SelectMany(Entities);
                // Two copies of one event in one transaction would be refused.
                await tables.Audit.SubmitTransactionAsync(
                    rows.DistinctBy(row => row.RowKey).Select(row => new TableTransactionAction(TableTransactionActionType.UpsertReplace, row)), cancellation);
            }
        }
    }

    /// <summary>Returns the events of a partition with keys in a range, newest first.</summary>
    /// <param name="shard">The number of the partition.</param>
    /// <param name="prefix">The prefix of the keys.</param>
    /// <param name="from">The part of the key after the prefix where the range begins; null for the newest event.</param>
    /// <param name="to">The part of the key after the prefix before which the range ends; null for the oldest event.</param>
    /// <param name="limit">The maximum number of events.</param>
    /// <param name="cancellation">Cancels the request.</param>
    public async Task<IReadOnlyList<AuditRow>> Read(int shard, string prefix, string? from, string? to, int limit, CancellationToken cancellation)
    {
        var (partition, first, end) = (Partition(shard), prefix + from, to is null ? RowRange.EndOf(prefix) : prefix + to);
        var filter = RowRange.InPartition(partition, first, end);
        var found = new List<AuditRow>();
        // A page can be shorter than the limit. The service then returns a continuation.
        await foreach (var page in tables.Audit.QueryAsync<TableEntity>(filter, Math.Min(limit, TableExtensions.LargestPage), cancellationToken: cancellation).AsPages())
        {
            found.AddRange(page.Values.Select(AuditRow.From));
            if (found.Count >= limit)
            {
                break;
            }
        }

        return found.Count > limit ? found[..limit] : found;
    }

    /// <summary>Deletes events that happened before a time.</summary>
    /// <param name="before">The time.</param>
    /// <param name="maximum">The maximum number of events to delete in each partition.</param>
    /// <param name="cancellation">Cancels the deletion between two transactions.</param>
    /// <returns>The number of deleted events.</returns>
    public async Task<int> DeleteBefore(DateTimeOffset before, int maximum, CancellationToken cancellation)
    {
        var deleted = await Task.WhenAll(Enumerable.Range(0, Shards).Select(async shard =>
        {
            var (partition, old) = (Partition(shard), await Read(shard, OfAll, AuditRow.NewestFirst(before), to: null, maximum, cancellation));
            await Parallel.ForEachAsync(
                old.Chunk(TableExtensions.LargestTransaction / MostRows),
                new ParallelOptions { MaxDegreeOfParallelism = DeletionsAtOnce, CancellationToken = cancellation },
                async (chunk, stop) => await tables.Audit.DeleteAll(chunk.SelectMany(one => Prefixes(one).Select(prefix => new TableEntity(partition, prefix + one.Key))), stop));
            return old.Count;
        }));
        return deleted.Sum();
    }

    /// <summary>Returns all rows of an event.</summary>
    internal static IEnumerable<TableEntity> Entities(AuditRow row) => Prefixes(row).Select(prefix => row.ToEntity(Partition(ShardOf(row.Subject)), prefix));

    /// <summary>Returns the number of the partition of the events about a user.</summary>
    internal static int ShardOf(long subject) => (int)((ulong)subject % Shards);

    private static IEnumerable<string> Prefixes(AuditRow row)
    {
        yield return OfAll;
        yield return OfEvent(row.Event);
        if (row.Actor != 0 && row.Actor != row.Subject)
        {
            yield return OfActor(row.Actor);
        }

        if (row.IsAlone && row.Subject != 0)
        {
            yield return OfSubject(row.Subject);
        }
    }
}
