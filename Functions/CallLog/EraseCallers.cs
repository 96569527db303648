using Azure.Data.Tables;
using Serverless.Storage;

namespace Serverless.CallLog;

/// <summary>
/// Takes the ids of erased users out of the pages of the call log: their calls become calls of nobody, and no count changes. A row for each user
/// says how far this went, so it goes on wherever it was stopped, and several users share one walk.
/// </summary>
/// <remarks>
/// Only slots that are final are walked, so no page comes behind the cursor. Calls of the user that an instance has not written yet reach a slot
/// before <see cref="End"/>, or are written by <see cref="CallPages.Save"/> as late ones, which looks whether their users still are.
/// </remarks>
public sealed class EraseCallers(Tables tables, CallPages pages, CallSeries series, TimeProvider time)
{
    private const string Partition = "erase";
    private const string Next = nameof(Next);
    private const string End = nameof(End);

    private static readonly TimeSpan SaveEvery = TimeSpan.FromSeconds(30);

    /// <summary>Asks for a user's calls to be made nobody's; his sessions have ended. Twice does no harm.</summary>
    /// <param name="userId">Who.</param>
    /// <param name="created">Since when he was there.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    public async Task Announce(long userId, DateTimeOffset created, CancellationToken cancellation)
    {
        using var scope = StorageTransactions.OfCallLog();
        var row = new TableEntity(Partition, Key.Encode(userId))
        {
            [Next] = Minutes.Floor(Minutes.Of(created) - CallPages.SealGrace, Minutes.Slot),
            [End] = Minutes.Floor(Minutes.Of(time.GetUtcNow()) + CallPages.LateAfter + CallPages.SealGrace, Minutes.Slot) + Minutes.Slot,
        };
        await tables.CallLogStats.TryAdd(row, cancellation);
    }

    /// <summary>Goes on with all who are announced, as far as the log is final. One transaction when there is nobody.</summary>
    public async Task Run(CancellationToken cancellation)
    {
        using var scope = StorageTransactions.OfCallLog();
        while (true)
        {
            var rows = await tables.CallLogStats.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {Partition}"), cancellationToken: cancellation).ToListAsync(cancellation);
            var first = rows.Count == 0 ? 0 : Math.Max(series.Oldest, rows.Min(row => row.GetInt64(Next)!.Value));
            var end = Math.Min(first + Minutes.Day, Minutes.Floor(Minutes.Of(time.GetUtcNow()) - CallPages.SealGrace, Minutes.Slot));
            if (rows.Count == 0 || first >= end)
            {
                return;
            }

            end = await Walk(rows.Select(row => long.Parse(row.RowKey, null)).ToHashSet(), first, end, cancellation);
            foreach (var row in rows.Where(row => row.GetInt64(Next) < end))
            {
                await MoveTo(row, end, cancellation);
            }
        }
    }

    /// <returns>How far it came: slots before this are done.</returns>
    private async Task<long> Walk(HashSet<long> users, long first, long end, CancellationToken cancellation)
    {
        var (started, firstKey) = (time.GetTimestamp(), Minutes.SlotKey(first));
        await foreach (var page in pages.Rows(first, end, null, cancellation))
        {
            if (page.PartitionKey != firstKey && time.GetElapsedTime(started) > SaveEvery)
            {
                return Minutes.OfSlotKey(page.PartitionKey);
            }

            await pages.MakeNobodys(page, users, cancellation);
        }

        return end;
    }

    private async Task MoveTo(TableEntity row, long next, CancellationToken cancellation)
    {
        if (next >= row.GetInt64(End))
        {
            await tables.CallLogStats.TryDelete(row, cancellation);
            return;
        }

        // Another run may have moved it: then that one's cursor counts.
        row[Next] = next;
        await tables.CallLogStats.TryUpdate(row, cancellation);
    }
}
